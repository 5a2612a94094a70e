# A phone that plays the card: what it cannot do is no choice, and is said with the reason. A locked password is not asked for.
size 80x60
shell mynafront card status >/dev/null; mynafront-sandbox card insert p01 --as phone
type /
type カードの状態
key Enter
key Enter
expect スマートフォンではできません
expect 署名用の電子証明書を見る
type /
type 性別を読む
key Enter
focus スマートフォンではできません
gone 個人番号（マイナンバー）も読む
key Escape
shell mynafront-sandbox card insert p25
type /
type カードの状態
key Enter
key Enter
expect 暗証番号がロックされています
gone スマートフォン
type /
type 暗証番号の説明
key Enter
key Enter
expect 暗証番号のこと
gone 署名用の暗証番号を変更する
type q
type q
exit 0
