"""Makes the golden files that README.md lists under make.py, and answers them with unets.py and classifiers.py in float64 from the
stored weights, which are random and exact in half precision. Made with PyTorch 1.13.

Run: python3 make.py. python3 make.py check compares the functions with every golden file of this folder that they can answer;
python3 make.py check FOLDER with those of another folder.
"""
import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import classifiers
import unets

HERE = pathlib.Path(__file__).parent


class Random:
    """Random tensors in float32 that half precision holds exactly."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape):
        return torch.randn(*shape, generator=self.generator).half().float()

    def uniform(self, *shape):
        return (2 * torch.rand(*shape, generator=self.generator) - 1).half().float()

    def weight(self, *shape):
        return (self.normal(*shape) / math.sqrt(math.prod(shape[1:]))).half().float()

    def layer(self, p, name, *shape, bias=True):
        p[name + ".weight"] = self.weight(*shape)
        if bias:
            p[name + ".bias"] = (0.1 * self.normal(shape[0])).half().float()

    def norm(self, p, name, channels):
        p[name + ".weight"] = (1 + 0.1 * self.normal(channels)).half().float()
        p[name + ".bias"] = (0.1 * self.normal(channels)).half().float()

    def batch_norm(self, p, name, channels):
        self.norm(p, name, channels)
        p[name + ".running_mean"] = (0.1 * self.normal(channels)).half().float()
        p[name + ".running_var"] = (0.5 + torch.rand(channels, generator=self.generator)).half().float()
        p[name + ".num_batches_tracked"] = torch.tensor(0)


def adm_tensors(r, levels, blocks, attention, out, scale_shift, updown, classes):
    """improved-/guided-diffusion, 32 channels everywhere; attention: levels that have it."""
    p, c, e = {}, 32, 128

    def residual(n, inputs):
        r.norm(p, n + ".in_layers.0", inputs)
        r.layer(p, n + ".in_layers.2", c, inputs, 3, 3)
        r.layer(p, n + ".emb_layers.1", (2 if scale_shift else 1) * c, e)
        r.norm(p, n + ".out_layers.0", c)
        r.layer(p, n + ".out_layers.3", c, c, 3, 3)
        if inputs != c:
            r.layer(p, n + ".skip_connection", c, inputs, 1, 1)

    def attend(n):
        r.norm(p, n + ".norm", c)
        r.layer(p, n + ".qkv", 3 * c, c, 1)
        r.layer(p, n + ".proj_out", c, c, 1)

    r.layer(p, "time_embed.0", e, c)
    r.layer(p, "time_embed.2", e, e)
    if classes:
        p["label_emb.weight"] = r.normal(classes, e)
    r.layer(p, "input_blocks.0.0", c, 3, 3, 3)
    i = 1
    for level in range(levels):
        for _ in range(blocks):
            residual(f"input_blocks.{i}.0", c)
            if level in attention:
                attend(f"input_blocks.{i}.1")
            i += 1
        if level < levels - 1:
            residual(f"input_blocks.{i}.0", c) if updown else r.layer(p, f"input_blocks.{i}.0.op", c, c, 3, 3)
            i += 1
    residual("middle_block.0", c)
    attend("middle_block.1")
    residual("middle_block.2", c)
    i = 0
    for level in reversed(range(levels)):
        for k in range(blocks + 1):
            n, j = f"output_blocks.{i}", 1
            residual(n + ".0", 2 * c)
            if level in attention:
                attend(n + ".1")
                j = 2
            if level and k == blocks:
                residual(f"{n}.{j}", c) if updown else r.layer(p, f"{n}.{j}.conv", c, c, 3, 3)
            i += 1
    r.norm(p, "out.0", c)
    r.layer(p, "out.2", out, c, 3, 3)
    return p


def ho_tensors(r):
    """pesser's names, 32 channels, two levels of one block, attention in the second."""
    p, c, e = {}, 32, 128

    def residual(n, inputs):
        r.norm(p, n + ".norm1", inputs)
        r.layer(p, n + ".conv1", c, inputs, 3, 3)
        r.layer(p, n + ".temb_proj", c, e)
        r.norm(p, n + ".norm2", c)
        r.layer(p, n + ".conv2", c, c, 3, 3)
        if inputs != c:
            r.layer(p, n + ".nin_shortcut", c, inputs, 1, 1)

    def attend(n):
        r.norm(p, n + ".norm", c)
        for part in ("q", "k", "v", "proj_out"):
            r.layer(p, f"{n}.{part}", c, c, 1, 1)

    r.layer(p, "temb.dense.0", e, c)
    r.layer(p, "temb.dense.1", e, e)
    r.layer(p, "conv_in", c, 3, 3, 3)
    residual("down.0.block.0", c)
    r.layer(p, "down.0.downsample.conv", c, c, 3, 3)
    residual("down.1.block.0", c)
    attend("down.1.attn.0")
    residual("mid.block_1", c)
    attend("mid.attn_1")
    residual("mid.block_2", c)
    for level in (0, 1):
        for i in (0, 1):
            residual(f"up.{level}.block.{i}", 2 * c)
            if level:
                attend(f"up.{level}.attn.{i}")
    r.layer(p, "up.1.upsample.conv", c, c, 3, 3)
    r.norm(p, "norm_out", c)
    r.layer(p, "conv_out", 3, c, 3, 3)
    return p


def diffusers_tensors(r, channels):
    """UNet2DModel of one layer a block, attention in the last level and the middle."""
    p, e = {}, 4 * channels[0]

    def residual(n, inputs, c):
        r.norm(p, n + ".norm1", inputs)
        r.layer(p, n + ".conv1", c, inputs, 3, 3)
        r.layer(p, n + ".time_emb_proj", c, e)
        r.norm(p, n + ".norm2", c)
        r.layer(p, n + ".conv2", c, c, 3, 3)
        if inputs != c:
            r.layer(p, n + ".conv_shortcut", c, inputs, 1, 1)

    def attend(n, c):
        r.norm(p, n + ".group_norm", c)
        for part in ("to_q", "to_k", "to_v", "to_out.0"):
            r.layer(p, f"{n}.{part}", c, c)

    r.layer(p, "conv_in", channels[0], 3, 3, 3)
    r.layer(p, "time_embedding.linear_1", e, channels[0])
    r.layer(p, "time_embedding.linear_2", e, e)
    kept, x, last = [channels[0]], channels[0], len(channels) - 1
    for level, c in enumerate(channels):
        n = f"down_blocks.{level}"
        residual(n + ".resnets.0", x, c)
        x = c
        kept.append(x)
        if level == last:
            attend(n + ".attentions.0", c)
        else:
            r.layer(p, n + ".downsamplers.0.conv", c, c, 3, 3)
            kept.append(x)
    residual("mid_block.resnets.0", x, x)
    attend("mid_block.attentions.0", x)
    residual("mid_block.resnets.1", x, x)
    for level, c in enumerate(reversed(channels)):
        n = f"up_blocks.{level}"
        for i in (0, 1):
            residual(f"{n}.resnets.{i}", x + kept.pop(), c)
            x = c
            if level == 0:
                attend(f"{n}.attentions.{i}", c)
        if level < last:
            r.layer(p, n + ".upsamplers.0.conv", c, c, 3, 3)
    r.norm(p, "conv_norm_out", x)
    r.layer(p, "conv_out", 3, x, 3, 3)
    return p


def resnet_tensors(r, widths, blocks, head, shortcut, classes):
    """Basic blocks; shortcut: name of the projections, or None where padding replaces them."""
    p = {}
    r.layer(p, "conv1", widths[0], 3, 3, 3, bias=False)
    r.batch_norm(p, "bn1", widths[0])
    x = widths[0]
    for stage, c in enumerate(widths, 1):
        for i in range(blocks):
            n = f"layer{stage}.{i}"
            r.layer(p, n + ".conv1", c, x, 3, 3, bias=False)
            r.batch_norm(p, n + ".bn1", c)
            r.layer(p, n + ".conv2", c, c, 3, 3, bias=False)
            r.batch_norm(p, n + ".bn2", c)
            if shortcut and stage > 1 and i == 0:
                r.layer(p, f"{n}.{shortcut}.0", c, x, 1, 1, bias=False)
                r.batch_norm(p, f"{n}.{shortcut}.1", c)
            x = c
    r.layer(p, head, classes, x)
    return p


def items(r, p, name, *shapes):
    """Convolutions and batch normalisations in a Sequential; shapes: (place, shape)."""
    for place, shape in shapes:
        r.layer(p, f"{name}.{place}", *shape, bias=False)
        r.batch_norm(p, f"{name}.{place + 1}", shape[0])


def shufflenet_tensors(r, width, halves, last, classes):
    p = {}
    items(r, p, "conv1", (0, (width, 3, 3, 3)))
    x = width
    for stage, h in enumerate(halves, 2):
        for i in range(2):
            n = f"stage{stage}.{i}"
            if i == 0:
                items(r, p, n + ".branch1", (0, (x, 1, 3, 3)), (2, (h, x, 1, 1)))
            items(r, p, n + ".branch2", (0, (h, h if i else x, 1, 1)), (3, (h, 1, 3, 3)), (5, (h, h, 1, 1)))
        x = 2 * h
    items(r, p, "conv5", (0, (last, x, 1, 1)))
    r.layer(p, "fc", classes, last)
    return p


def mobilenet_tensors(r, width, last, classes):
    """torchvision's names; every block has the same width."""
    p = {}
    items(r, p, "features.0", (0, (width, 3, 3, 3)))
    for i in range(1, 18):
        n, inner = f"features.{i}.conv", width if i == 1 else 2 * width
        if i > 1:
            items(r, p, n + ".0", (0, (inner, width, 1, 1)))
        items(r, p, n + (".0" if i == 1 else ".1"), (0, (inner, 1, 3, 3)))
        items(r, p, n, (1 if i == 1 else 2, (width, inner, 1, 1)))
    items(r, p, "features.18", (0, (last, width, 1, 1)))
    r.layer(p, "classifier.1", classes, last)
    return p


def halves(p):
    return {k: v.half() if v.is_floating_point() else v for k, v in p.items()}


def doubles(p):
    return {k: v.double() if v.is_floating_point() else v for k, v in p.items()}


def safetensors(p, path):
    """Hugging Face's format: length of a JSON header, header, raw tensors."""
    types = {torch.float16: "F16", torch.float32: "F32", torch.int64: "I64"}
    header, data = {}, b""
    for name, value in p.items():
        raw = value.contiguous().numpy().tobytes()
        header[name] = {"dtype": types[value.dtype], "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def shards(p, folder, stem, ending, write):
    """Two files and an index."""
    folder.mkdir(exist_ok=True)
    names, places = list(p), {}
    for number, part in enumerate((names[: len(names) // 2], names[len(names) // 2 :]), 1):
        file = f"{stem}-{number:05d}-of-00002.{ending}"
        write({name: p[name] for name in part}, folder / file)
        places |= dict.fromkeys(part, file)
    size = sum(v.numel() * v.element_size() for v in p.values())
    (folder / f"{stem}.{ending}.index.json").write_text(json.dumps({"metadata": {"total_size": size}, "weight_map": places}, indent=1) + "\n")


def describe(name, content):
    (HERE / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")


def answer(name, f, p, seed, size, t=None, c=None, batch=2):
    """Writes name.npz: x (and t, c), y, cotangent, grad_x."""
    r = Random(seed)
    x = r.normal(batch, 3, size, size)
    leaf = x.double().requires_grad_(True)
    more = ([] if t is None else [torch.tensor(t, dtype=torch.float64)]) + ([] if c is None else [torch.tensor(c)])
    y = f(doubles(p), leaf, *more)
    cotangent = r.normal(*y.shape)
    (y * cotangent.double()).sum().backward()
    arrays = {"x": x, "y": y.detach(), "cotangent": cotangent, "grad_x": leaf.grad}
    arrays = {k: v.numpy().astype(np.float32) for k, v in arrays.items()}
    if t is not None:
        arrays["t"] = np.array(t, dtype=np.float32)
    if c is not None:
        arrays["c"] = np.array(c, dtype=np.int64)
    np.savez(HERE / f"{name}.npz", **arrays)


def make_unets():
    save = lambda value, file, **kw: torch.save(value, HERE / file, **kw)
    parameters = lambda p: sum(v.numel() for v in p.values())

    c = {"model_channels": 32, "num_res_blocks": 1, "num_heads": 4, "use_scale_shift_norm": True}
    p = adm_tensors(Random(1), 2, 1, [1], 6, True, False, 0)
    save(p, "improved-diffusion.pt")
    safetensors(halves(p), HERE / "improved-diffusion.safetensors")
    describe("improved-diffusion", {"family": "improved-diffusion", "config": c, "parameters": parameters(p)})
    answer("improved-diffusion", lambda p, x, t: unets.adm(p, c, x, t), p, 101, 16, [37.0, 812.0])

    c = {"model_channels": 32, "num_res_blocks": 1, "num_head_channels": 16, "use_scale_shift_norm": True, "resblock_updown": True,
         "use_new_attention_order": True, "num_classes": 10}
    p = adm_tensors(Random(2), 2, 1, [1], 3, True, True, 10)
    save(halves(p), "guided-diffusion-classes.pt")
    describe("guided-diffusion-classes", {"family": "guided-diffusion", "config": c, "parameters": parameters(p)})
    answer("guided-diffusion-classes", lambda p, x, t, y: unets.adm(p, c, x, t, y), p, 102, 16, [0.0, 999.0], [3, 8])

    p = ho_tensors(Random(3))
    save(halves(p), "ddpm-ho.pt", _use_new_zipfile_serialization=False)
    describe("ddpm-ho", {"family": "pesser/ddim", "parameters": parameters(p)})
    answer("ddpm-ho", lambda p, x, t: unets.ho(p, {"ch": 32, "ch_mult": [1, 1], "num_res_blocks": 1}, x, t), p, 103, 16, [5.0, 640.0])

    c = {"_class_name": "UNet2DModel", "_diffusers_version": "0.2.0", "sample_size": 16, "in_channels": 3, "out_channels": 3,
         "block_out_channels": [8, 16], "layers_per_block": 1, "down_block_types": ["DownBlock2D", "AttnDownBlock2D"],
         "up_block_types": ["AttnUpBlock2D", "UpBlock2D"], "attention_head_dim": None, "act_fn": "silu", "center_input_sample": False,
         "downsample_padding": 0, "flip_sin_to_cos": False, "freq_shift": 1, "mid_block_scale_factor": 1, "norm_eps": 1e-6,
         "norm_num_groups": 4, "time_embedding_type": "positional"}
    p = diffusers_tensors(Random(4), c["block_out_channels"])
    folder = HERE / "diffusers-shards"
    shards(p, folder, "diffusion_pytorch_model", "safetensors", safetensors)
    (folder / "config.json").write_text(json.dumps(c, indent=1) + "\n")
    (folder / "scheduler_config.json").write_text(json.dumps({"_class_name": "DDPMScheduler", "num_train_timesteps": 1000,
        "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "variance_type": "fixed_large", "clip_sample": True}, indent=1) + "\n")
    answer("diffusers-shards", lambda p, x, t: unets.diffusers(p, c, x, t), p, 104, 16, [5.0, 640.0])


def make_classifiers():
    for seed, (name, p, size) in enumerate((
            ("akamaster-resnet", resnet_tensors(Random(11), (4, 8, 12), 2, "linear", None, 10), 16),
            ("chenyaofo-resnet", resnet_tensors(Random(12), (4, 8, 12), 2, "fc", "downsample", 10), 32),
            ("kuangliu-resnet-basic", resnet_tensors(Random(13), (4, 6, 8, 8), 1, "linear", "shortcut", 10), 16),
            ("chenyaofo-shufflenetv2", shufflenet_tensors(Random(14), 6, (4, 6, 8), 16, 10), 16),
            ("torchvision-shufflenetv2", shufflenet_tensors(Random(15), 6, (4, 6, 8), 8, 1000), 64),
            ("torchvision-mobilenetv2", mobilenet_tensors(Random(16), 6, 8, 1000), 64))):
        # the float32 classifier beside which the command line's tests compare exported tensors
        torch.save(p if name == "chenyaofo-resnet" else halves(p), HERE / f"{name}.pt")
        answer(name, classifiers.function(name), p, 111 + seed, size)


def make_unknown():
    """A network of no family."""
    r, p = Random(22), {}
    for i in range(3):
        r.layer(p, f"lin{i}.model.1", 1, 4, 1, 1, bias=False)
    torch.save(p, HERE / "unknown-family.pt")


def make_containers():
    """One tiny network in every container."""
    p = resnet_tensors(Random(21), (2, 2, 2), 1, "fc", "downsample", 10)
    folder = HERE / "containers"
    folder.mkdir(exist_ok=True)
    torch.save(p, folder / "zip.pt")
    torch.save(p, folder / "legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 7, "state_dict": {"module." + k: v for k, v in p.items()}}, folder / "training-wrapper.pt")
    safetensors(p, folder / "plain.safetensors")
    (folder / "folder").mkdir(exist_ok=True)
    safetensors(p, folder / "folder/model.safetensors")
    shards(p, folder / "shards", "model", "safetensors", safetensors)
    shards(p, folder / "shards-of-pickles", "pytorch_model", "bin", torch.save)


def make_arrays():
    """Arrays of every kind that npz files are read for."""
    np.savez(HERE / "arrays.npz", doubles=np.array([1e-4, 0.1, 1 / 3, 1e300]), longs=np.array([0, 40, 960]), respacing=np.array("100"),
             schedule=np.array("cosine-4000"), t_start=np.array(12), noise=np.arange(24, dtype=np.float32).reshape(3, 2, 1, 4), scale=np.float32(6))


def read_safetensors(path):
    types = {"F16": "<f2", "F32": "<f4", "I64": "<i8"}
    data = path.read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    found = {}
    for name, said in json.loads(data[8:start]).items():
        if name != "__metadata__":
            begin, end = (start + at for at in said["data_offsets"])
            found[name] = torch.from_numpy(np.frombuffer(data[begin:end], types[said["dtype"]]).reshape(said["shape"]).copy())
    return found


def network(path):
    """A state dict, of a file or a folder, whatever it is wrapped in."""
    if path.is_dir():
        weights = sorted(file for file in path.rglob("*") if file.suffix in (".bin", ".safetensors"))
        return {k: v for file in weights for k, v in network(file).items()}
    found = read_safetensors(path) if path.suffix == ".safetensors" else torch.load(path, map_location="cpu")
    for key in ("state_dict", "model_state_dict", "model", "net"):
        found = found[key] if key in found else found
    return {k.removeprefix("module."): v for k, v in found.items() if torch.is_tensor(v)}


def function(name, path):
    """What answers a golden file; None if nothing here can."""
    if "inception" not in name and any(kind in name for kind in classifiers.FUNCTIONS):
        return classifiers.function(name)
    beside = path.with_name(name + ".json")
    hyper = json.loads(beside.read_text()) if beside.exists() else {}
    if "guided-diffusion" in name or "improved-diffusion" in name:
        return lambda p, x, *more: unets.adm(p, hyper["config"], x, *more)
    if "ddpm-ho" in name:
        mult = 1 + max(int(k.split(".")[1]) for k in network(path) if k.startswith("down."))
        return lambda p, x, t: unets.ho(p, {"ch": 32, "ch_mult": [1] * mult, "num_res_blocks": 1}, x, t)
    if "diffusers" in name:
        c = json.loads(next(path.rglob("config.json")).read_text())
        return lambda p, x, t: unets.diffusers(p, c, x, t)
    return None


def check(folder):
    """Largest difference of output and gradient, relative to the largest value."""
    for answers in sorted(folder.glob("*.npz")):
        name = answers.stem
        for path in sorted(folder.iterdir()):
            if not (path.name + ".").startswith(name + ".") or path.suffix in (".npz", ".json"):
                continue
            f = function(name, path)
            if f is None:
                print(f"{path.name}: not answered here")
                continue
            z = np.load(answers)
            x = torch.from_numpy(z["x"]).double().requires_grad_(True)
            more = [torch.from_numpy(z["t"]).double()] if "t" in z.files else []
            more += [torch.from_numpy(z["c"]).long()] if "c" in z.files else []
            y = f(doubles(network(path)), x, *more)
            found = {"y": y.detach()}
            if "grad_x" in z.files:
                (y * torch.from_numpy(z["cotangent"]).double()).sum().backward()
                found["grad_x"] = x.grad
            errors = [f"{k} {np.max(np.abs(v.numpy() - z[k])) / np.max(np.abs(z[k])):.1e}" for k, v in found.items()]
            print(f"{path.name}: {', '.join(errors)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else HERE)
    else:
        make_unets()
        make_classifiers()
        make_containers()
        make_unknown()
        make_arrays()
