# A question of each kind on the full screen: what Enter took is said in the row above the keys, and the keys are those that work.
size 80x30
shell sh "$STORY_FILES/AllQuestions/put.sh" "$HOME/res"; printf 'x\n' > "$HOME/a b.pdf"
run MYNAFRONT_RESOURCES="$HOME/res" mynafront
expect はじめに
type /
type 試し
key Enter
key Enter
expect 試すだけの届出です
key Enter
# The field is open from the beginning, and so are its keys: ? would be typed.
focus 氏名
expect F1:使い方
gone q:終わる
type 見本 花子?
key Enter
expect 氏名: 見本 花子?。
focus 氏名の読み
type ﾐﾎﾝ･ﾊﾅｺ
key Enter
expect 氏名の読み: ミホン・ハナコ。
type 三人
key Enter
expect 数字として読めません
focus 人数: 三人
key C-u
type ３
key Enter
expect 人数: 3。
type 8.11.20
key Enter
expect 日付として読めません
key C-u
type ｒ８．１１．２０
key Enter
expect 引っ越した日: 2026年11月20日（令和8年）。
type １００ー００１４
key Enter
expect 郵便番号: 100-0014。
type なし
key Enter
expect 住所: なし。
focus はい
key Enter
expect 引っ越しますか: はい。
focus 仕事
key Down
key Enter
expect 理由: 学校。
focus 納税の証明書: 選んでいません
key Enter
focus 納税の証明書: 選んでいます
expect 納税の証明書を選びました。
key Enter
focus 納税の証明書: 選んでいません
expect 納税の証明書を取り消しました。
key Down
key Enter
expect 保険の証明書を選びました。
key Down
focus 次へ進む
key Enter
expect 必要な証明書: 保険の証明書。
focus 証明のファイル
type ~/a\ b.pdf
key Enter
expect 証明のファイル: ~/a b.pdf。
focus 同意する
key Down
key Enter
expect 同意がないと、先へ進めません
key Up
focus 同意する
key Enter
expect 答えの確認
expect 住所: なし
expect 引っ越した日: 2026年11月20日（令和8年）
type /
type 結果を見る
key Enter
key Enter
expect 届出の結果
expect 見本 花子?
type q
expect 入力をやめますか
key Down Down
key Enter
exit 0
