"""Makes vocabulary.npz with PyTorch in float64: for each small network of SmallNetworks.java its parameters, inputs x and t,
output y, and grad_x = d<y, cotangent>/dx. Run: python3 make.py (made with PyTorch 1.13)."""
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

HEIGHT, WIDTH = 8, 12
SCALE = math.sqrt(0.5)
saved = {}


class Case:
    def __init__(self, name, seed):
        self.name, self.random = name, np.random.RandomState(seed)

    def save(self, key, value):
        saved[self.name + "/" + key] = np.asarray(value)

    def __call__(self, key, *shape):
        value = (self.random.randn(*shape) * 0.4).astype(np.float32).astype(np.float64)
        self.save("p." + key, value.astype(np.float32))
        return torch.from_numpy(value)

    def conv(self, name, x, out, k, bias=True, **kw):
        w = self(name + ".weight", out, x.shape[1], k, k)
        b = self(name + ".bias", out) if bias else None
        return F.conv2d(x, w, b, **kw)

    def linear(self, name, x, out):
        return F.linear(x, self(name + ".weight", out, x.shape[1]), self(name + ".bias", out))

    def norm(self, name, x, groups):
        c = x.shape[1]
        return F.group_norm(x, groups, self(name + ".weight", c), self(name + ".bias", c), 1e-6)

    def rms(self, name, x):
        return F.normalize(x, dim=1) * self(name + ".g", 1, x.shape[1], 1, 1) * math.sqrt(x.shape[1])


def upfirdn(x, up, down, pad, gain):
    n, c, h, w = x.shape
    z = torch.zeros(n, c, h, up, w, up, dtype=x.dtype)
    z[:, :, :, 0, :, 0] = x
    z = F.pad(z.reshape(n, c, h * up, w * up), (pad[0], pad[1], pad[0], pad[1]))
    k = torch.tensor([1.0, 3, 3, 1], dtype=x.dtype)
    k = torch.outer(k, k) / 64 * gain
    return F.conv2d(z, k.expand(c, 1, 4, 4), groups=c, stride=down)


def sinusoids(t, f, cos_first):
    a = t[:, None] * f[None]
    return torch.cat([a.cos(), a.sin()] if cos_first else [a.sin(), a.cos()], 1)


def ddpm_embedding(t, dim):
    half = dim // 2
    return sinusoids(t, torch.exp(-math.log(10000) * torch.arange(half, dtype=t.dtype) / (half - 1)), False)


def attend(q, k, v):
    """[b, heads, d, n] each"""
    p = torch.softmax(torch.einsum("bhdi,bhdj->bhij", q, k) * q.shape[2] ** -0.5, -1)
    return torch.einsum("bhij,bhdj->bhdi", p, v)


def flat(y, like):
    return y.reshape(like.shape[0], -1, *like.shape[2:])


def stem(p, x, out=8):
    return p.conv("stem", x, out, 3, padding=1)


def padded_after(p, x, t):
    return p.conv("down", F.pad(stem(p, x), (0, 1, 0, 1)), 20, 3, stride=2)


def kernels(p, x, t):
    x = p.conv("seven", x, 20, 7, bias=False, padding=3)
    x = p.conv("five", x, 8, 5, padding=2, stride=2)
    return p.conv("one", x, 5, 1)


def nin(p, x, t):
    x = stem(p, x)
    w, b = p("nin.W", 8, 8), p("nin.b", 8)
    return (x + torch.einsum("bchw,cd->bdhw", x, w) + b[None, :, None, None]) * SCALE


def residuals(p, x, t):
    x = stem(p, x, 16)
    for name in ("a", "b"):
        h = p.conv(name + ".conv", F.silu(p.norm(name + ".norm", x, 4)), 16, 3, padding=1)
        x = (x + h) * SCALE
    return (F.silu(x) + x) * SCALE


def fir_up(p, x, t):
    return upfirdn(stem(p, x), 2, 1, (2, 1), 4)


def fir_down(p, x, t):
    return upfirdn(stem(p, x), 1, 2, (1, 1), 1)


def blur_down(p, x, t):
    return p.conv("down", upfirdn(stem(p, x), 1, 1, (2, 2), 1), 20, 3, stride=2)


def separate(p, x, t):
    x = stem(p, x)
    q, k, v = (p.conv(n, x, 24, 1).reshape(x.shape[0], 2, 12, -1) for n in "qkv")
    return flat(attend(q, k, v), x)


def qkv_last(p, x, t):
    x = stem(p, x)
    q, k, v = p.conv("qkv", x, 72, 1).reshape(x.shape[0] * 2, 12, 3, -1).unbind(2)
    return flat(attend(q[:, None], k[:, None], v[:, None]), x)


def qkv(p, x, bias):
    return [y.reshape(x.shape[0], 2, 12, -1) for y in p.conv("qkv", x, 72, 1, bias=bias).chunk(3, 1)]


def memory_attention(p, x, t):
    x = stem(p, x)
    q, k, v = qkv(p, x, False)
    m = p("mem_kv", 2, 2, 4, 12).transpose(-1, -2)[:, None].expand(-1, x.shape[0], -1, -1, -1)
    return flat(attend(q, torch.cat((m[0], k), -1), torch.cat((m[1], v), -1)), x)


def linear(q, k, v):
    context = torch.einsum("bhdn,bhen->bhde", k.softmax(-1), v)
    return torch.einsum("bhde,bhdn->bhen", context, q.softmax(-2) * q.shape[2] ** -0.5)


def linear_attention(p, x, t):
    x = stem(p, x)
    return flat(linear(*qkv(p, x, True)), x)


def memory_linear(p, x, t):
    x = stem(p, x)
    q, k, v = qkv(p, x, False)
    m = p("mem_kv", 2, 2, 12, 4)[:, None].expand(-1, x.shape[0], -1, -1, -1)
    return flat(linear(q, torch.cat((m[0], k), -1), torch.cat((m[1], v), -1)), x)


def rms(p, x, t):
    x = stem(p, x, 20)
    e = F.gelu(p.linear("time.1", ddpm_embedding(t, 8), 24))
    scale, shift = p.linear("time.3", e, 40)[:, :, None, None].chunk(2, 1)
    x = F.silu(p.rms("one", x) * (1 + scale) + shift)
    return p.rms("two", p.conv("conv", x, 8, 3, padding=1))


def space_to_depth(p, x, t):
    x = stem(p, x, 5)
    b, c, h, w = x.shape
    x = x.reshape(b, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4).reshape(b, 4 * c, h // 2, w // 2)
    return p.conv("conv", x, 8, 1)


def fourier(p, x, t):
    e = sinusoids(t, 2 * math.pi * p("freqs", 4), False)
    return stem(p, x) + p.linear("emb", e, 8)[:, :, None, None]


CASES = [padded_after, kernels, nin, residuals, fir_up, fir_down, blur_down, separate, qkv_last, memory_attention,
         linear_attention, memory_linear, rms, space_to_depth, fourier]

for seed, case in enumerate(CASES):
    p = Case(case.__name__, seed)
    x = torch.from_numpy(p.random.randn(2, 3, HEIGHT, WIDTH).astype(np.float32).astype(np.float64)).requires_grad_()
    t = torch.tensor([3.0, 470.0], dtype=torch.float64)
    y = case(p, x, t)
    cotangent = torch.from_numpy(p.random.randn(*y.shape).astype(np.float32).astype(np.float64))
    (grad,) = torch.autograd.grad((y * cotangent).sum(), x)
    for key, value in (("x", x), ("cotangent", cotangent)):
        p.save(key, value.detach().float())
    for key, value in (("t", t), ("y", y), ("grad_x", grad)):
        p.save(key, value.detach())
np.savez_compressed(pathlib.Path(__file__).with_name("vocabulary.npz"), **saved)
