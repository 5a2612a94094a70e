# A question of each kind in lines: how the answer was understood stands before the next question, and a mistake is said each time.
size 80x60
shell sh "$STORY_FILES/AllQuestions/put.sh" "$HOME/res"; printf 'x\n' > "$HOME/a b.pdf"
run MYNAFRONT_RESOURCES="$HOME/res" mynafront --linear
expect 番号（1から6
line 試し
expect 試すだけの届出です
line 1
expect 氏名（必須）:
line 見本 花子
expect 氏名: 見本 花子。
focus 氏名の読み（必須、カタカナ）:
line ﾐﾎﾝ･ﾊﾅｺ
expect 氏名の読み: ミホン・ハナコ。
# The same mistake twice is said twice, and the question stays: what is typed next is its answer.
focus 人数（必須、1から10）:
line 三人
expect いま「三人」。
focus 人数（必須、Enterで同じ）:
line 三人
expect 数字だけを入力してください。
focus 人数（必須、Enterで同じ）:
line １１
expect 10以下の数字
line ３
expect 人数: 3。
focus 引っ越した日（必須、例 R8.11.20）:
# A year without its era could be any.
line 8.11.20
expect 日付として読めません
line 令和８年１１月２０日
expect 引っ越した日: 2026年11月20日（令和8年）。
focus 郵便番号（必須、7桁の数字）:
line １００ー００１４
expect 郵便番号: 100-0014。
line 東京都千代田区
expect 住所: 東京都千代田区。
line ﾊｲ
expect 引っ越しますか: はい。
line 1
expect 理由: 仕事。
line 2
expect 保険の証明書を選びました。
line 1
expect 納税の証明書を選びました。
line 保険
expect 保険の証明書を取り消しました。
line 次へ
expect 必要な証明書: 納税の証明書。
focus 証明のファイル（Enterで答えない）:
line '~/a b.pdf'
expect 証明のファイル: ~/a b.pdf。
line 同意する
expect 見出し: 答えの確認
expect 氏名の読み: ミホン・ハナコ
expect 引っ越した日: 2026年11月20日（令和8年）
# One answer is changed, and all are there again; 「なし」 is an answer like any other.
line 氏名:
expect いま「見本 花子」。
line なし
expect 氏名: なし。
line 引っ越しますか
line n
expect 引っ越しますか: いいえ。
expect 8. 必要な証明書: 納税の証明書
line 結果を見る
expect 見出し: 届出の結果
line q
line 3
exit 0
