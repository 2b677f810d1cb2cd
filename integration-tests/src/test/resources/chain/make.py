"""Makes chains.npz: the results of chains.py with the importers' golden files improved-diffusion.pt and chenyaofo-resnet.pt.

Run: python3 make.py (made with PyTorch 1.13). python3 make.py FOLDER compares chains.py with the golden files of another folder, whose
chains were computed by the authors' classes.
"""
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

import chains

golden = chains.module(chains.ROOT / "importers/src/test/resources/golden/make.py")
HERE = pathlib.Path(__file__).parent
START = 12
LABELS = [3, 7]


def doubles(p):
    return {k: v.double() for k, v in p.items()}


def array(value):
    return value.detach().numpy().astype(np.float32)


def results(p, hyper, guide, x0, noise, scale, mse_scale):
    out = {}
    chain = chains.Chain(p, hyper, START)
    stack = lambda steps: torch.stack(steps)
    x = chain.noised(x0, noise["q_noise"], START)
    with torch.no_grad():
        out["ddpm_trajectory"] = stack(chains.purify(chain, x0, noise))
        out["ddim_trajectory"] = stack(chain.way_back(x, lambda x, t, taken: chain.ddim(x, t)))
        out["solver_trajectory"] = stack(chain.solver(x))
    distance = chains.Guide("resnet", None, None, None, 0, 1)
    out["mse_guided_trajectory"] = stack(chains.purify(chain, x0, noise, distance, mse_scale)).detach()
    out["victim_guided_trajectory"] = stack(chains.purify(chain, x0, noise, guide, scale)).detach()
    free = chains.Chain(p, hyper, START, clip=False)
    for which, by in (("unguided", None), ("guided", guide)):
        leaf = x0.clone().requires_grad_(True)
        purified = chains.purify(free, leaf, noise, by, scale, keep_graph=True)[-1]
        loss = F.cross_entropy(guide.logits(purified), torch.tensor(LABELS), reduction="sum")
        loss.backward()
        out[which + "_output"], out[which + "_loss"], out[which + "_grad_x"] = purified, loss, leaf.grad
    return {k: array(v) for k, v in out.items()}


def make():
    random = golden.Random(12)
    folder = chains.ROOT / "importers/src/test/resources/golden"
    hyper = json.loads((folder / "improved-diffusion.json").read_text())["config"]
    network, victim = (golden.network(folder / f"{name}.pt") for name in ("improved-diffusion", "chenyaofo-resnet"))
    size = (2, 3, 8, 8)
    noise = {
        "q_noise": random.normal(*size),
        "ddpm_noise": random.normal(START + 1, *size),
        "reference_noise": random.normal(START + 1, *size),
    }
    x0 = random.uniform(*size)
    given = {"scale": 20.0, "victim_weight": 1.0, "distance_weight": 0.3, "mse_guidance_scale": 6.0}
    mean = torch.tensor([0.4914, 0.4822, 0.4465]).reshape(1, 3, 1, 1)
    std = torch.tensor([0.247, 0.2435, 0.2616]).reshape(1, 3, 1, 1)
    guide = chains.Guide("resnet", doubles(victim), mean.double(), std.double(), given["victim_weight"], given["distance_weight"])
    made = results(doubles(network), hyper, guide, x0.double(), doubles(noise), given["scale"], given["mse_guidance_scale"])
    made |= {k: array(v) for k, v in (noise | {"x0": x0, "victim_mean": mean, "victim_std": std}).items()}
    made |= {k: np.float32(v) for k, v in given.items()}
    np.savez(HERE / "chains.npz", labels=np.array(LABELS), timestep_map=chains.Chain(None, None, START).map, **made)


def check(folder):
    """Largest difference, relative to the largest value."""
    load = lambda name: doubles(torch.load(folder / name))
    chain, guided, gradient = (np.load(folder / f"{n}.npz") for n in ("sampler-chain", "victim-guided-chain", "chain-gradient"))
    tensor = lambda npz, key: torch.from_numpy(npz[key]).double()
    noise = {"q_noise": tensor(chain, "q_noise"), "ddpm_noise": tensor(chain, "ddpm_noise"), "reference_noise": tensor(chain, "mse_reference_noise")}
    hyper = {"model_channels": 32, "num_res_blocks": 1, "num_heads": 4, "use_scale_shift_norm": True}
    guide = chains.Guide("resnet", load("chenyaofo-cifar10_resnet20.pt"), tensor(guided, "victim_mean"), tensor(guided, "victim_std"),
                         float(guided["victim_weight"]), float(guided["distance_weight"]))
    made = results(load("improved-diffusion-unet.pt"), hyper, guide, tensor(chain, "x0"), noise, float(guided["scale"]), float(chain["mse_guidance_scale"]))
    for key, value in made.items():
        expected = guided["trajectory"] if key == "victim_guided_trajectory" else next((z[key] for z in (chain, gradient) if key in z.files), None)
        if expected is not None:
            print(key, np.max(np.abs(value - expected)) / np.max(np.abs(expected)))


if __name__ == "__main__":
    check(pathlib.Path(sys.argv[1])) if len(sys.argv) > 1 else make()
