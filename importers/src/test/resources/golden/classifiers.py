"""Classifiers as functions of a state dict, written with torch.nn.functional from the papers and the tensor names of the authors' files.

resnet:     He et al. 2016; akamaster, chenyaofo, kuangliu and torchvision name its tensors
wideresnet: Zagoruyko and Komodakis 2016; RobustBench and TRADES
mobilenet:  MobileNetV2, Sandler et al. 2018; chenyaofo, kuangliu and torchvision
shufflenet: ShuffleNetV2, Ma et al. 2018; chenyaofo, kuangliu and torchvision

Each takes (p, x), p being the tensors by name and x normalised images [N, 3, H, W], and returns logits. Batch normalisation is in inference mode.
FUNCTIONS maps each golden file to its function.
"""
import torch
import torch.nn.functional as F


class Layers:
    """Layers that find their tensors by name."""

    def __init__(self, p):
        self.p = p

    def has(self, name):
        return name + ".weight" in self.p

    def count(self, name):
        """How many of name % 0, name % 1, ... there are."""
        i = 0
        while self.has(name % i):
            i += 1
        return i

    def conv(self, name, x, stride=1):
        w = self.p[name + ".weight"]
        return F.conv2d(x, w, stride=stride, padding=w.shape[-1] // 2, groups=x.shape[1] // w.shape[1])

    def norm(self, name, x):
        p = self.p
        return F.batch_norm(
            x, p[name + ".running_mean"], p[name + ".running_var"], p[name + ".weight"], p[name + ".bias"], eps=1e-5)

    def both(self, names, x, stride=1):
        return self.norm(names[1], self.conv(names[0], x, stride))

    def head(self, name, x):
        return F.linear(x.mean((2, 3)), self.p[name + ".weight"], self.p[name + ".bias"])


def numbered(block, i):
    return f"{block}conv{i}", f"{block}bn{i}"


def items(block, first):
    return f"{block}.{first}", f"{block}.{first + 1}"


def resnet(p, x):
    l = Layers(p)
    large = p["conv1.weight"].shape[-1] == 7
    x = F.relu(l.both(numbered("", 1), x, 2 if large else 1))
    if large:
        x = F.max_pool2d(x, 3, 2, 1)
    stage = 1
    while l.has(f"layer{stage}.0.conv1"):
        for i in range(l.count(f"layer{stage}.%d.conv1")):
            b = f"layer{stage}.{i}."
            stride = 2 if stage > 1 and i == 0 else 1
            if l.has(b + "conv3"):
                h = F.relu(l.both(numbered(b, 1), x))
                h = F.relu(l.both(numbered(b, 2), h, stride))
                h = l.both(numbered(b, 3), h)
            else:
                h = F.relu(l.both(numbered(b, 1), x, stride))
                h = l.both(numbered(b, 2), h)
            projections = [n for n in ("shortcut", "downsample") if l.has(b + n + ".0")]
            if projections:
                x = l.both(items(b + projections[0], 0), x, stride)
            elif h.shape != x.shape:
                lacking = (h.shape[1] - x.shape[1]) // 2
                x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, lacking, lacking))
            x = F.relu(h + x)
        stage += 1
    return l.head("fc" if l.has("fc") else "linear", x)


def wideresnet(p, x):
    l = Layers(p)
    x = l.conv("conv1", x)
    for group in (1, 2, 3):
        for i in range(l.count(f"block{group}.layer.%d.conv1")):
            b = f"block{group}.layer.{i}."
            stride = 2 if group > 1 and i == 0 else 1
            a = F.relu(l.norm(b + "bn1", x))
            h = F.relu(l.norm(b + "bn2", l.conv(b + "conv1", a, stride)))
            h = l.conv(b + "conv2", h)
            x = h + (l.conv(b + "convShortcut", a, stride) if l.has(b + "convShortcut") else x)
    return l.head("fc", F.relu(l.norm("bn1", x)))


def mobilenet(p, x):
    l = Layers(p)
    kuangliu = l.has("linear")
    head = "linear" if kuangliu else "classifier.1"
    imagenet = p[head + ".weight"].shape[0] == 1000
    strides = (1, 2, 2, 2, 1, 2, 1) if imagenet else (1, 1, 2, 2, 1, 2, 1)
    act = F.relu if kuangliu else F.relu6
    x = act(l.both(numbered("", 1) if kuangliu else items("features.0", 0), x, 2 if imagenet else 1))
    number = 0
    for group, repeats in enumerate((1, 2, 3, 4, 3, 3, 1)):
        for i in range(repeats):
            stride = strides[group] if i == 0 else 1
            if kuangliu:
                b = f"layers.{number}."
                names = [numbered(b, 1), numbered(b, 2), numbered(b, 3)]
            else:
                b = f"features.{number + 1}.conv"
                names = [items(b + ".0", 0)]
                names += [items(b + ".1", 0), items(b, 2)] if l.has(b + ".1.0") else [items(b, 1)]
            h = x
            for k, name in enumerate(names):
                h = l.both(name, h, stride if k == len(names) - 2 else 1)
                h = act(h) if k < len(names) - 1 else h
            if stride == 1 and kuangliu:
                h = h + (l.both(items(b + "shortcut", 0), x) if l.has(b + "shortcut.0") else x)
            elif stride == 1 and h.shape == x.shape:
                h = h + x
            x = h
            number += 1
    return l.head(head, act(l.both(numbered("", 2) if kuangliu else items("features.18", 0), x)))


def shufflenet(p, x):
    l = Layers(p)
    kuangliu = l.has("linear")
    head = "linear" if kuangliu else "fc"
    imagenet = p[head + ".weight"].shape[0] == 1000
    x = F.relu(l.both(numbered("", 1) if kuangliu else items("conv1", 0), x, 2 if imagenet else 1))
    if imagenet:
        x = F.max_pool2d(x, 3, 2, 1)

    def right(names, h, stride):
        h = F.relu(l.both(names[0], h))
        return F.relu(l.both(names[2], l.both(names[1], h, stride)))

    for stage in ("layer1", "layer2", "layer3") if kuangliu else ("stage2", "stage3", "stage4"):
        blocks = l.count(stage + (".%d.conv1" if kuangliu else ".%d.branch2.0"))
        for i in range(blocks):
            b = f"{stage}.{i}."
            if kuangliu:
                left = [numbered(b, k) for k in (1, 2)]
                names = [numbered(b, k) for k in ((3, 4, 5) if i == 0 else (1, 2, 3))]
            else:
                left = [items(b + "branch1", 0), items(b + "branch1", 2)]
                names = [items(b + "branch2", k) for k in (0, 3, 5)]
            if i == 0:
                one = F.relu(l.both(left[1], l.both(left[0], x, 2)))
                two = right(names, x, 2)
            else:
                one, two = x.chunk(2, 1)
                two = right(names, two, 1)
            x = torch.stack([one, two], 2).flatten(1, 2)
    return l.head(head, F.relu(l.both(numbered("", 2) if kuangliu else items("conv5", 0), x)))


FUNCTIONS = {"resnet": resnet, "mobilenet": mobilenet, "shufflenet": shufflenet, "wideresnet": wideresnet}


def function(name):
    """The function for a golden file's name."""
    return next(FUNCTIONS[k] for k in ("wideresnet", "mobilenet", "shufflenet", "resnet") if k in name)
