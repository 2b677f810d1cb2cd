"""Makes attacks.npz: what attacks do to a small smooth network, by the formulas of the papers, in float64 with PyTorch's automatic differentiation.

Run: python3 make.py (made with PyTorch 1.13).
"""
import math
import pathlib

import numpy as np
import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
N, SHAPE, HIDDEN, CLASSES = 4, (3, 4, 4), 16, 5
D = math.prod(SHAPE)
candidates = 0.3 + 0.4 * torch.rand(200, *SHAPE)
inner, inner_bias = torch.randn(D, HIDDEN) / 2, torch.randn(HIDDEN) / 4
outer, outer_bias = torch.randn(HIDDEN, CLASSES), torch.randn(CLASSES) / 4


def logits(x):
    return torch.tanh(x.flatten(1) @ inner + inner_bias) @ outer + outer_bias


# Those with the largest margins: where the DLR has reached its largest value, its gradient is 0 but for rounding.
top = logits(candidates).topk(2).values
images = candidates[(top[:, 0] - top[:, 1]).topk(N).indices]
start = images + 0.02 * (2 * torch.rand(N, *SHAPE) - 1)
labels = logits(images).argmax(1)
targets = logits(images).argmin(1)
rows = torch.arange(N)


def others(z, y):
    """The logits without that of the class y."""
    z = z.clone()
    z[torch.arange(len(z)), y] = -math.inf
    return z


def cross_entropy(z, y):
    return torch.nn.functional.cross_entropy(z, y, reduction="none")


def towards(z, y):
    return -torch.nn.functional.cross_entropy(z, targets[: len(z)], reduction="none")


def margin(z, y):
    return others(z, y).max(1).values - z[torch.arange(len(z)), y]


def dlr(z, y):
    """Croce and Hein 2020, equation 6."""
    top = z.sort(1, descending=True).values
    return margin(z, y) / (top[:, 0] - top[:, 2])


def value_and_gradient(loss, x, y=labels):
    x = x.detach().requires_grad_()
    value = loss(logits(x), y)
    return value.detach(), torch.autograd.grad(value.sum(), x)[0]


def length(v, order):
    return torch.linalg.vector_norm(v.flatten(1), ord=order, dim=1).view(-1, 1, 1, 1)


def direction(g, norm):
    """Of a gradient that is 0 there is none."""
    return g.sign() if norm == "linf" else g / length(g, 2).clamp(min=1e-300)


def project(x, norm, eps, centre=images):
    """No image here is near the border of [0, 1], so that the order of the two projections does not matter."""
    d = x - centre
    if norm == "linf":
        d = d.clamp(-eps, eps)
    else:
        d = d * (eps / length(d, 2)).clamp(max=1)
    return (centre + d).clamp(0, 1)


def pgd(loss, norm, eps, alpha, steps):
    """Madry et al. 2018, from the image itself."""
    x = images
    for _ in range(steps):
        x = project(x + alpha * direction(value_and_gradient(loss, x)[1], norm), norm, eps)
    return x


def mi_fgsm(loss, norm, eps, steps, smooth=lambda g: g):
    """Dong et al. 2018, algorithm 1, with decay 1."""
    x, momentum = images, torch.zeros_like(images)
    for _ in range(steps):
        g = smooth(value_and_gradient(loss, x)[1])
        momentum = momentum + g / length(g, 1)
        x = project(x + eps / steps * direction(momentum, norm), norm, eps)
    return x


def translation(g, size=3):
    """Dong et al. 2019: the gradient convolved with a Gaussian kernel of deviation k / sqrt 3."""
    k = size // 2
    line = torch.exp(-0.5 * ((torch.arange(size) - k) / (k / math.sqrt(3))) ** 2)
    kernel = torch.outer(line, line)
    kernel = (kernel / kernel.sum()).expand(SHAPE[0], 1, size, size)
    return torch.nn.functional.conv2d(g, kernel, padding=k, groups=SHAPE[0])


def deepfool(norm, overshoot=0.02, steps=50):
    """Moosavi-Dezfooli et al. 2016, algorithm 2; for L-infinity with its dual norm (section 3.3)."""
    result = []
    for i in range(N):
        x0, y = images[i : i + 1], int(labels[i])
        total, x = torch.zeros_like(x0), x0
        for _ in range(steps):
            if int(logits(x).argmax()) != y:
                break
            best = None
            for k in range(CLASSES):
                if k == y:
                    continue
                f, w = value_and_gradient(lambda z, _: z[:, k] - z[:, y], x, None)
                if norm == "linf":
                    away, way = f.abs() / w.abs().sum(), f.abs() / w.abs().sum() * w.sign()
                else:
                    away, way = f.abs() / w.norm(), f.abs() / w.norm() ** 2 * w
                if best is None or away < best[0]:
                    best = away, way
            total = total + best[1]
            x = x0 + (1 + overshoot) * total
        result.append(x)
    return torch.cat(result)


def carlini_wagner(searches, steps, rate):
    """Carlini and Wagner 2017, section V: Adam on w, x = (tanh w + 1) / 2, ten times the constant until a search succeeds, bisected then."""
    result = []
    for i in range(N):
        x0, y = images[i : i + 1], labels[i : i + 1]
        constant, low, high, best = 1e-3, 0.0, math.inf, (math.inf, x0)
        for _ in range(searches):
            w = torch.atanh((2 * x0 - 1) * (1 - 1e-6)).requires_grad_()
            adam, x, found, before = torch.optim.Adam([w], lr=rate), x0, False, math.inf
            for step in range(steps):
                x = (torch.tanh(w) + 1) / 2 if step else (torch.tanh(w) + 1) / 2 + (x0 - (torch.tanh(w) + 1) / 2).detach()
                distance, lack = ((x - x0) ** 2).sum(), margin(logits(x), y)[0].clamp(max=0)
                objective = distance - constant * lack
                if lack >= 0:
                    found = True
                    if distance.sqrt().item() < best[0]:
                        best = distance.sqrt().item(), x.detach()
                if step % max(1, steps // 10) == 0:
                    stop = objective.item() > before * (1 - 1e-4)
                    before = objective.item()
                    if stop:
                        break
                adam.zero_grad()
                objective.backward()
                adam.step()
            low, high = (low, constant) if found else (constant, high)
            constant = (low + high) / 2 if high < math.inf else constant * 10
        result.append(best[1])
    return torch.cat(result)


def apgd(loss, norm, eps, steps):
    """Croce and Hein 2020, algorithm 1, image by image."""
    checkpoints, p = [0.0, 0.22], []
    while checkpoints[-1] < 1:
        checkpoints.append(checkpoints[-1] + max(checkpoints[-1] - checkpoints[-2] - 0.03, 0.06))
    checkpoints = [math.ceil(c * steps - 1e-9) for c in checkpoints]
    result = []
    for i in range(N):
        x0, y = images[i : i + 1], labels[i : i + 1]
        at = lambda v: value_and_gradient(loss, v, y)
        x = previous = start_within(x0, start[i : i + 1], norm, eps)
        f, g = at(x)
        f_max, x_max, g_max = f, x, g
        eta, f_at_checkpoint, eta_at_checkpoint, rises, last = 2 * eps, f, 2 * eps, 0, 0
        for k in range(steps):
            momentum = 1 if k == 0 else 0.75
            z = project(x + eta * direction(g, norm), norm, eps, x0)
            following = project(x + momentum * (z - x) + (1 - momentum) * (x - previous), norm, eps, x0)
            f_next, g_next = at(following)
            if f_next > f_max:
                f_max, x_max, g_max = f_next, following, g_next
            rises += int(f_next > f)
            x, previous, f, g = following, x, f_next, g_next
            if k + 1 in checkpoints:
                few = rises < 0.75 * (k + 1 - last)
                still = eta == eta_at_checkpoint and f_max == f_at_checkpoint
                eta_at_checkpoint, f_at_checkpoint, rises, last = eta, f_max, 0, k + 1
                if few or still:
                    eta, x, f, g = eta / 2, x_max, f_max, g_max
        result.append(x_max)
    return torch.cat(result)


def start_within(x0, x, norm, eps):
    return project(x, norm, eps, x0)


def project_l1(x, x0, eps):
    """Duchi et al. 2008; no image here is near the border of [0, 1]."""
    d = (x - x0).flatten()
    if d.abs().sum() <= eps:
        return x
    sizes = d.abs().sort(descending=True).values
    shorter = (sizes.cumsum(0) - eps) / torch.arange(1, len(d) + 1)
    by = shorter[(sizes > shorter).nonzero().max()]
    return x0 + (d.sign() * (d.abs() - by).clamp(min=0)).view_as(x)


def apgd_l1(loss, eps, steps):
    """Croce and Hein 2021, algorithm 1, with 3 and 2 times the budget before; image by image."""
    outer, result = int(0.3 * steps), []
    for i in range(N):
        x0, y = images[i : i + 1], labels[i : i + 1]
        at = lambda v: value_and_gradient(loss, v, y)
        x, first = start[i : i + 1], True
        for factor, many in ((3, outer), (2, outer - 1), (1, steps - 2 * outer - 1)):
            ball = factor * eps
            x = project_l1(x, x0, ball)
            changed = (x != x0).sum().item()
            share, before = (0.2, D) if first else (changed / D / 1.5, changed)
            eta, period = ball, max(1, math.ceil(0.04 * (many if first else many + 1) - 1e-9))
            f, g = at(x)
            f_max, x_max, g_max = f, x, g
            for k in range(0 if first else 1, many if first else many + 1):
                least = g.abs().flatten().sort(descending=True).values[math.ceil(share * D - 1e-9) - 1]
                s = torch.where(g.abs() >= least, g.sign(), torch.zeros_like(g))
                x = project_l1(x + eta * s / s.abs().sum(), x0, ball)
                f, g = at(x)
                if f > f_max:
                    f_max, x_max, g_max = f, x, g
                if (k + 1) % period == 0:
                    changed = (x_max != x0).sum().item()
                    sparser = changed / before < 0.95
                    eta = ball if sparser else max(eta / 1.5, ball / 10)
                    if sparser:
                        x, g = x_max, g_max
                    share, before = changed / D / 1.5, changed
            x, first = x_max, False
        result.append(x)
    return torch.cat(result)


EPS = {"linf": 8 / 255, "l2": 0.3}
out = {"images": images, "start": start, "inner": inner, "inner_bias": inner_bias, "outer": outer, "outer_bias": outer_bias, "labels": labels.double()}
for norm, eps in EPS.items():
    for name, loss in {"ce": cross_entropy, "margin": margin, "dlr": dlr, "towards": towards}.items():
        out[f"fgsm_{name}_{norm}"] = pgd(loss, norm, eps, eps, 1)
        out[f"pgd_{name}_{norm}"] = pgd(loss, norm, eps, eps / 4, 10)
        out[f"mi-fgsm_{name}_{norm}"] = mi_fgsm(loss, norm, eps, 10)
    for name, loss in {"ce": cross_entropy, "dlr": dlr}.items():
        out[f"apgd_{name}_{norm}"] = apgd(loss, norm, eps, 40)
    out[f"mi-fgsm+ti_ce_{norm}"] = mi_fgsm(cross_entropy, norm, eps, 10, translation)
    out[f"deepfool_margin_{norm}"] = deepfool(norm)
out["apgd_ce_l1"] = apgd_l1(cross_entropy, 0.1, 40)
out["cw_margin_l2"] = carlini_wagner(5, 100, 0.01)
np.savez_compressed(pathlib.Path(__file__).with_name("attacks.npz"), **{k: v.detach().numpy() for k, v in out.items()})
print({k: [round(float(s), 3) for s in length(v.detach() - images, 2).flatten()] for k, v in out.items() if "_" in k and v.shape == images.shape})
print("wrong:", {k: int((logits(v.detach()).argmax(1) != labels).sum()) for k, v in out.items() if v.shape == images.shape})
