# The same in lines.
size 80x60
shell printf 'todoke\n' > "$HOME/todoke.txt"; mynafront card status >/dev/null
run mynafront --linear
expect 番号（1から5
line カードの状態
expect 見出し: カードの状態
line 個人番号
expect 券面事項入力補助用の番号
line 9182
expect あと2回
line 戻る
expect 券面事項入力補助用の暗証番号。入力できる回数: あと2回。
line 個人番号
expect 券面事項入力補助用の番号
quiet
line 1234
expect ********
line 個人番号を全部
expect 782049113471
line 戻る
line 署名用
expect 署名用の暗証番号、6から16文字:
line abc123
expect Sample-shi
line 戻る
line ファイルに
expect 見出し: 電子署名をする
line 始める
focus 署名するファイル（必須）:
line ~/todoke.tx
expect そのファイルを読めません
expect いま「~/todoke.tx」。
focus 署名するファイル（必須、Enterで同じ）:
line ~/todoke.txt
expect 見出し: 元のファイルも結果に入れますか
line はい
expect 結果のファイル（Enter
line 
expect 見出し: 答えの確認
expect 元のファイルも結果に入れますか: はい
line 保存
expect 答えは保存してあります
line ホーム
expect 残しておくと、あとで続きから始められます
line 入力を続ける
expect 見出し: 答えの確認
line 署名に進む
expect 7バイト
quiet
line ABC123
expect 署名しました
line 戻る
expect 見出し: カードの状態
line 電子署名を
expect 見出し: 電子署名を確かめる
line 始める
line ~/todoke.txt.p7s
line 
expect 見出し: 答えの確認
line 確かめる
expect 問題ありません
line 戻る
line 暗証番号
expect 見出し: 暗証番号のこと
line 利用者証明用の暗証番号
expect 新しい利用者証明用
line 4321
expect 新しい利用者証明用の番号、もう一度:
line 4321
expect いまの番号を入力してください
line 1234
expect 変更しました
line q
expect 終わりますか
line 2
exit 0
linear-bytes
never 9182
never 4321
never ABC123
