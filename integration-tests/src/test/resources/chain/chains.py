"""Purification chains in PyTorch's float64, from the papers' formulas.

Forward: x_t = sqrt(abar) x0 + sqrt(1 - abar) n. Reverse, with the learned-range variance of Nichol and Dhariwal 2021 (eq. 15):
ddpm:   Ho et al. 2020, eq. 7: the posterior mean at the clipped x0-estimate, minus scale * variance * g (Dhariwal and Nichol 2021,
        algorithm 1), plus noise except in the last step
ddim:   Song et al. 2021, eq. 12, sigma = 0
solver: DPM-Solver++(2M) of Lu et al. 2022, algorithm 2, first order in the first and last step
g:      gradient at x_t of w_f KL(softmax f(x0) || softmax f(x_t)) + w_d ||x_t - noised x0||^2
"""
import importlib.util
import pathlib

import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[5]


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem + "_of_" + path.parent.name, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


schedules = module(ROOT / "samediff-models/src/test/resources/schedule/make.py")
unets = module(ROOT / "importers/src/test/resources/golden/unets.py")
classifiers = module(ROOT / "importers/src/test/resources/golden/classifiers.py")


class Chain:
    """The cosine schedule of 4000 steps respaced to 100, from its step `start`."""

    def __init__(self, p, hyper, start, clip=True):
        full = schedules.cosine(4000)
        self.map = schedules.kept(4000, "100")
        t = schedules.tables(schedules.respaced(full, self.map))
        self.t = {k: torch.from_numpy(v) for k, v in t.items()}
        self.p, self.hyper, self.start, self.clip = p, hyper, start, clip

    def noised(self, x0, n, t):
        bar = self.t["alphas_cumprod"][t]
        return bar.sqrt() * x0 + (1 - bar).sqrt() * n

    def network(self, x, t):
        return unets.adm(self.p, self.hyper, x, torch.full((x.shape[0],), float(self.map[t]), dtype=x.dtype)).chunk(2, 1)

    def estimate(self, x, eps, t):
        x0 = self.t["sqrt_recip_alphas_cumprod"][t] * x - self.t["sqrt_recipm1_alphas_cumprod"][t] * eps
        return x0.clamp(-1, 1) if self.clip else x0

    def ddpm(self, x, t, noise, pull=None):
        eps, v = self.network(x, t)
        part = (v + 1) / 2
        var = (part * self.t["betas"][t].log() + (1 - part) * self.t["posterior_log_variance_clipped"][t]).exp()
        x0 = self.estimate(x, eps, t)
        mean = self.t["posterior_mean_coef1"][t] * x0 + self.t["posterior_mean_coef2"][t] * x
        if pull is not None:
            mean = mean - var * pull
        return mean + var.sqrt() * noise if t > 0 else mean

    def ddim(self, x, t):
        x0 = self.estimate(x, self.network(x, t)[0], t)
        eps = (self.t["sqrt_recip_alphas_cumprod"][t] * x - x0) / self.t["sqrt_recipm1_alphas_cumprod"][t]
        before = self.t["alphas_cumprod"][t - 1] if t > 0 else torch.ones((), dtype=x.dtype)
        return before.sqrt() * x0 + (1 - before).sqrt() * eps

    def way_back(self, x, step):
        """Every x after a step(x, t, steps taken before)."""
        out = []
        for taken in range(self.start + 1):
            x = step(x, self.start - taken, taken)
            out.append(x)
        return out

    def solver(self, x):
        bar = self.t["alphas_cumprod"]
        log_snr = lambda t: 0.5 * (bar[t] / (1 - bar[t])).log()
        last = {}

        def step(x, t, taken):
            x0 = self.estimate(x, self.network(x, t)[0], t)
            if t == 0:
                return x0
            h = log_snr(t - 1) - log_snr(t)
            d = x0
            if "x0" in last:
                r = (log_snr(t) - log_snr(t + 1)) / h
                d = (1 + 1 / (2 * r)) * x0 - 1 / (2 * r) * last["x0"]
            last["x0"] = x0
            return ((1 - bar[t - 1]) / (1 - bar[t])).sqrt() * x - bar[t - 1].sqrt() * torch.expm1(-h) * d

        return self.way_back(x, step)


class Guide:
    """A classifier, and the guidance energy of its outputs and the input."""

    def __init__(self, name, p, mean, std, victim_weight, distance_weight):
        self.f, self.p, self.mean, self.std = classifiers.function(name), p, mean, std
        self.victim_weight, self.distance_weight = victim_weight, distance_weight

    def logits(self, x):
        return self.f(self.p, ((x + 1) / 2 - self.mean) / self.std)

    def energy(self, x, reference, noised):
        e = self.distance_weight * ((x - noised) ** 2).sum()
        if self.victim_weight:
            log_q = F.log_softmax(self.logits(x), 1)
            e = e + self.victim_weight * (reference * (reference.log() - log_q)).sum()
        return e


def purify(chain, x0, noise, guide=None, scale=0.0, keep_graph=False):
    """Every x_t of the ddpm chain; noise: q_noise, ddpm_noise, reference_noise."""
    reference = F.softmax(guide.logits(x0), 1) if guide is not None and guide.victim_weight else None

    def step(x, t, taken):
        pull = None
        if guide is not None:
            leaf = x if keep_graph else x.detach().requires_grad_(True)
            noised = chain.noised(x0, noise["reference_noise"][taken], t)
            pull = scale * torch.autograd.grad(guide.energy(leaf, reference, noised), leaf, create_graph=keep_graph)[0]
        return chain.ddpm(x, t, noise["ddpm_noise"][taken], pull)

    return chain.way_back(chain.noised(x0, noise["q_noise"], chain.start), step)
