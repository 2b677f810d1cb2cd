#!/bin/sh
# Writes this folder's files with another version of Purify4J: sh write.sh FOLDER, where FOLDER is a clone of it that has been built.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
golden="$here/../../../../../importers/src/test/resources/golden"
program="$1/dl4j-plugin/target"

rm -rf "$here/archives" "$here/classifiers" "$here/networks" "$here/settings" "$here/sweep" "$here/training" "$here/noise.floats"
java --add-modules jdk.incubator.vector -Xmx2g -cp "$program/*:$program/lib/*" "$here/Writer.java" "$golden" "$here"

# a sweep of three images of CIFAR-10's format (label, 3072 bytes), as the command line writes it
work=$(mktemp -d)
awk 'BEGIN { for (i = 0; i < 3 * 3073; i++) printf "%c", i % 3073 == 0 ? int(i / 3073) + 1 : 33 + i * 7919 % 90 }' > "$work/images.bin"
"$1/purify" import "$golden/chenyaofo-resnet.pt" --out "$work/classifier.zip" >/dev/null
"$1/purify" sweep --victim "$work/classifier.zip" --model "$here/archives/diffusers.zip" --data "cifar10:$work/images.bin" \
  --timesteps 40,90 --nfes 1,2 --samplers ddpm,dpm++ --draws 1,2 --guidance none --guidance kl:5@purified1 --steps 2 --out "$work/sweep" >/dev/null
mkdir "$here/sweep"
sed -e "s#$work/#/elsewhere/#; s#$here/archives/#/elsewhere/#" "$work/sweep/sweep.json" >"$here/sweep/sweep.json"
rm -r "$work"
