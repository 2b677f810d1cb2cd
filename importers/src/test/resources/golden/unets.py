"""U-Nets as functions of a state dict, written with torch.nn.functional from the papers and the tensor names of the authors' files.

adm:       improved-/guided-diffusion (Nichol and Dhariwal 2021; Dhariwal and Nichol 2021)
ho:        Ho, Jain and Abbeel 2020, tensors named as in pesser's and DDIM's PyTorch files
diffusers: UNet2DModel of Hugging Face diffusers, with DownBlock2D and AttnDownBlock2D

Each takes (p, c, x, t): p the tensors by name, c the hyperparameters, x [N, C, H, W], t [N]; adm also takes y [N], the classes.
"""
import math

import torch
import torch.nn.functional as F


def sinusoids(t, channels, shift, cosine_first):
    """A sinusoidal embedding with frequencies 10000^(-i / (channels / 2 - shift))."""
    half = channels // 2
    f = torch.exp(-math.log(10000) * torch.arange(half, dtype=t.dtype) / (half - shift))
    a = t[:, None] * f[None]
    return torch.cat([a.cos(), a.sin()] if cosine_first else [a.sin(), a.cos()], 1)


def heads(q, k, v):
    """Scaled dot-product attention of [N, channels of a head, positions]."""
    w = torch.softmax(torch.einsum("nct,ncs->nts", q, k) / math.sqrt(q.shape[1]), 2)
    return torch.einsum("nts,ncs->nct", w, v)


class Layers:
    """Layers that find their tensors by name."""

    def __init__(self, p, groups, eps):
        self.p, self.groups, self.eps = p, groups, eps

    def has(self, name):
        return name + ".weight" in self.p

    def bias(self, name):
        return self.p.get(name + ".bias")

    def conv(self, name, x, **kw):
        w = self.p[name + ".weight"]
        return F.conv2d(x, w, self.bias(name), **({"padding": w.shape[-1] // 2} | kw))

    def linear(self, name, x):
        w = self.p[name + ".weight"]
        return F.linear(x, w.reshape(w.shape[:2]), self.bias(name))

    def pixels(self, name, x):
        """A linear map of the channels of [N, C, positions]."""
        return self.linear(name, x.transpose(1, 2)).transpose(1, 2)

    def norm(self, name, x):
        return F.group_norm(x, self.groups, self.p[name + ".weight"], self.bias(name), self.eps)

    def down_after(self, name, x):
        return self.conv(name, F.pad(x, (0, 1, 0, 1)), stride=2, padding=0)

    def up(self, name, x):
        return self.conv(name, F.interpolate(x, scale_factor=2, mode="nearest"))


def adm(p, c, x, t, y=None):
    l = Layers(p, 32, 1e-5)
    e = sinusoids(t, c["model_channels"], 0, True)
    e = l.linear("time_embed.2", F.silu(l.linear("time_embed.0", e)))
    if y is not None:
        e = e + p["label_emb.weight"][y]
    updown = c.get("resblock_updown", False)

    def resize(h, change):
        if change == "down":
            return F.avg_pool2d(h, 2)
        return F.interpolate(h, scale_factor=2, mode="nearest") if change == "up" else h

    def residual(n, h, change):
        f = resize(F.silu(l.norm(n + ".in_layers.0", h)), change)
        f = l.conv(n + ".in_layers.2", f)
        s = l.linear(n + ".emb_layers.1", F.silu(e))[:, :, None, None]
        if c.get("use_scale_shift_norm", False):
            scale, shift = s.chunk(2, 1)
            f = l.norm(n + ".out_layers.0", f) * (1 + scale) + shift
        else:
            f = l.norm(n + ".out_layers.0", f + s)
        f = l.conv(n + ".out_layers.3", F.silu(f))
        h = resize(h, change)
        return f + (l.conv(n + ".skip_connection", h) if l.has(n + ".skip_connection") else h)

    def attention(n, h):
        b, ch, height, width = h.shape
        flat = h.reshape(b, ch, -1)
        count = ch // c["num_head_channels"] if c.get("num_head_channels", -1) > 0 else c["num_heads"]
        qkv = l.pixels(n + ".qkv", l.norm(n + ".norm", flat))
        if c.get("use_new_attention_order", False):
            qkv = qkv.reshape(b, 3, count, ch // count, -1)
        else:
            qkv = qkv.reshape(b, count, 3, ch // count, -1).transpose(1, 2)
        q, k, v = (part.reshape(b * count, ch // count, -1) for part in qkv.unbind(1))
        return (flat + l.pixels(n + ".proj_out", heads(q, k, v).reshape(b, ch, -1))).reshape(h.shape)

    def block(n, h, change):
        j = 0
        while any(name.startswith(f"{n}.{j}.") for name in p):
            m = f"{n}.{j}"
            if l.has(m + ".in_layers.0"):
                h = residual(m, h, "up" if j and n.startswith("output") else change)
            elif l.has(m + ".qkv"):
                h = attention(m, h)
            elif l.has(m + ".op"):
                h = l.conv(m + ".op", h, stride=2)
            elif l.has(m + ".conv"):
                h = l.up(m + ".conv", h)
            j += 1
        return h

    kept = []
    i = 0
    while f"input_blocks.{i}.0.weight" in p or any(n.startswith(f"input_blocks.{i}.") for n in p):
        if i == 0:
            x = l.conv("input_blocks.0.0", x)
        else:
            x = block(f"input_blocks.{i}", x, "down" if updown and i % (c["num_res_blocks"] + 1) == 0 else "")
        kept.append(x)
        i += 1
    x = residual("middle_block.0", x, "")
    x = attention("middle_block.1", x)
    x = residual("middle_block.2", x, "")
    for i in range(len(kept)):
        x = block(f"output_blocks.{i}", torch.cat([x, kept.pop()], 1), "")
    return l.conv("out.2", F.silu(l.norm("out.0", x)))


def ho(p, c, x, t):
    l = Layers(p, 32, 1e-6)
    e = sinusoids(t, c["ch"], 1, False)
    e = l.linear("temb.dense.1", F.silu(l.linear("temb.dense.0", e)))

    def residual(n, h):
        f = l.conv(n + ".conv1", F.silu(l.norm(n + ".norm1", h)))
        f = f + l.linear(n + ".temb_proj", F.silu(e))[:, :, None, None]
        f = l.conv(n + ".conv2", F.silu(l.norm(n + ".norm2", f)))
        return f + (l.conv(n + ".nin_shortcut", h) if l.has(n + ".nin_shortcut") else h)

    def attention(n, h):
        flat = h.flatten(2)
        q, k, v = (l.pixels(f"{n}.{part}", l.norm(n + ".norm", flat)) for part in "qkv")
        return (flat + l.pixels(n + ".proj_out", heads(q, k, v))).reshape(h.shape)

    def layer(n, i, h):
        h = residual(f"{n}.block.{i}", h)
        return attention(f"{n}.attn.{i}", h) if l.has(f"{n}.attn.{i}.q") else h

    x = l.conv("conv_in", x)
    kept = [x]
    levels = len(c["ch_mult"])
    for level in range(levels):
        for i in range(c["num_res_blocks"]):
            x = layer(f"down.{level}", i, x)
            kept.append(x)
        if level < levels - 1:
            x = l.down_after(f"down.{level}.downsample.conv", x)
            kept.append(x)
    x = residual("mid.block_2", attention("mid.attn_1", residual("mid.block_1", x)))
    for level in reversed(range(levels)):
        for i in range(c["num_res_blocks"] + 1):
            x = layer(f"up.{level}", i, torch.cat([x, kept.pop()], 1))
        if level:
            x = l.up(f"up.{level}.upsample.conv", x)
    return l.conv("conv_out", F.silu(l.norm("norm_out", x)))


def diffusers(p, c, x, t):
    l = Layers(p, c["norm_num_groups"], c["norm_eps"])
    channels = c["block_out_channels"]
    e = sinusoids(t, channels[0], c["freq_shift"], c["flip_sin_to_cos"])
    e = l.linear("time_embedding.linear_2", F.silu(l.linear("time_embedding.linear_1", e)))
    query = any(".attentions.0.query.weight" in n for n in p)
    names = ("query", "key", "value", "proj_attn") if query else ("to_q", "to_k", "to_v", "to_out.0")
    width = c.get("attention_head_dim")

    def residual(n, h, scale=1):
        f = l.conv(n + ".conv1", F.silu(l.norm(n + ".norm1", h)))
        s = l.linear(n + ".time_emb_proj", F.silu(e))[:, :, None, None]
        if s.shape[1] == 2 * f.shape[1]:
            a, b = s.chunk(2, 1)
            f = l.norm(n + ".norm2", f) * (1 + a) + b
        else:
            f = l.norm(n + ".norm2", f + s)
        f = l.conv(n + ".conv2", F.silu(f))
        return (f + (l.conv(n + ".conv_shortcut", h) if l.has(n + ".conv_shortcut") else h)) / scale

    def attention(n, h, scale=1):
        b, ch = h.shape[:2]
        flat = l.norm(n + ".group_norm", h.flatten(2))
        count = ch // width if width else 1
        q, k, v = (l.pixels(f"{n}.{part}", flat).reshape(b * count, ch // count, -1) for part in names[:3])
        return (l.pixels(f"{n}.{names[3]}", heads(q, k, v).reshape(b, ch, -1)).reshape(h.shape) + h) / scale

    def layer(n, i, h):
        h = residual(f"{n}.resnets.{i}", h)
        a = f"{n}.attentions.{i}"
        return attention(a, h) if l.has(a + ".group_norm") else h

    x = l.conv("conv_in", x)
    kept = [x]
    for level in range(len(channels)):
        n = f"down_blocks.{level}"
        for i in range(c["layers_per_block"]):
            x = layer(n, i, x)
            kept.append(x)
        d = n + ".downsamplers.0.conv"
        if l.has(d):
            x = l.conv(d, x, stride=2) if c["downsample_padding"] else l.down_after(d, x)
            kept.append(x)
    scale = c.get("mid_block_scale_factor", 1)
    x = residual("mid_block.resnets.0", x, scale)
    x = attention("mid_block.attentions.0", x, scale)
    x = residual("mid_block.resnets.1", x, scale)
    for level in range(len(channels)):
        n = f"up_blocks.{level}"
        for i in range(c["layers_per_block"] + 1):
            x = layer(n, i, torch.cat([x, kept.pop()], 1))
        if l.has(n + ".upsamplers.0.conv"):
            x = l.up(n + ".upsamplers.0.conv", x)
    return l.conv("conv_out", F.silu(l.norm("conv_norm_out", x)))
