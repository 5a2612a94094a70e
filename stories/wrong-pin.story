# 暗証番号を一度間違える。あと何回かが言葉で分かり、自分から選ばない限り、もう一度は試されない。
# A wrong PIN once: the tries that are left are said, and nothing is tried again by itself.
size 60x20
focus ログインする
key Enter
focus 利用者証明用の暗証番号
type 9999
key Enter
expect あと2回
never 9999
quiet
key q
