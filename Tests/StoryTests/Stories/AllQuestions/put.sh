# Puts the program's screens with the form of this folder into the directory that is named, and a way to it on the start screen.
set -eu
here=$(dirname "$0")
mkdir -p "$1"
cp -r "$here"/../../../../screens "$here"/../../../../content "$1"
cp "$here"/form.yaml "$1"/screens/forms/trial.yaml
cp "$here"/result.yaml "$1"/screens/trial-result.yaml
cp "$here"/ja.md "$1"/content/ja/trial.md
sed -i 's/^      - {text: common.help, opens: help}/      - {text: trial.title, opens: trial}\n&/' "$1"/screens/start.yaml
grep -q trial.title "$1"/screens/start.yaml
