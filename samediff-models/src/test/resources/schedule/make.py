"""Makes schedules.npz in NumPy's float64: the noise schedules' tables and their respacing, from the papers' formulas.

linear1000: betas from 1e-4 to 0.02 in 1000 steps (Ho et al. 2020, section 4)
cosine4000: Nichol and Dhariwal 2021, eq. 17, s = 0.008, betas at most 0.999, 4000 steps
posterior:  Ho et al. 2020, eq. 6 and 7; the variance of step 0, which is 0, is replaced by that of step 1 before its logarithm is taken
respacing:  "100" keeps 100 steps of equal distance, first and last included; "ddim25" every step of the smallest whole stride that
            gives 25 (Song et al. 2021); betas are recomputed from the kept alphas_cumprod

Run: python3 make.py (made with NumPy 1.24). python3 make.py FILE compares with another file of such tables instead.
"""
import math
import pathlib
import sys

import numpy as np


def linear(steps):
    return np.linspace(1e-4, 0.02, steps, dtype=np.float64)


def cosine(steps):
    # math.cos is rounded better than NumPy's, and 1 - bar[t + 1] / bar[t] cancels most digits
    bar = np.array([math.cos((t / steps + 0.008) / 1.008 * math.pi / 2) ** 2 for t in range(steps + 1)])
    return np.minimum(1 - bar[1:] / bar[:-1], 0.999)


def tables(betas):
    bar = np.cumprod(1 - betas)
    before = np.append(1.0, bar[:-1])
    variance = betas * (1 - before) / (1 - bar)
    return {
        "betas": betas,
        "alphas_cumprod": bar,
        "posterior_variance": variance,
        "posterior_log_variance_clipped": np.log(np.append(variance[1], variance[1:])),
        "posterior_mean_coef1": betas * np.sqrt(before) / (1 - bar),
        "posterior_mean_coef2": (1 - before) * np.sqrt(1 - betas) / (1 - bar),
        "sqrt_recip_alphas_cumprod": np.sqrt(1 / bar),
        "sqrt_recipm1_alphas_cumprod": np.sqrt(1 / bar - 1),
    }


def kept(steps, respacing):
    if respacing.startswith("ddim"):
        count = int(respacing[4:])
        return next(np.arange(0, steps, s) for s in range(1, steps) if len(range(0, steps, s)) == count)
    count = int(respacing)
    return np.array([round(i * (steps - 1) / (count - 1)) for i in range(count)])


def respaced(betas, steps):
    bar = np.cumprod(1 - betas)[steps]
    return 1 - bar / np.append(1.0, bar[:-1])


def all_tables():
    made = {}
    for name, betas in (("linear1000", linear(1000)), ("cosine4000", cosine(4000))):
        made |= {f"{name}.{key}": table for key, table in tables(betas).items()}
        for respacing in ("100", "ddim25"):
            steps = kept(len(betas), respacing)
            made[f"{name}.respace.{respacing}"] = steps
            made[f"{name}.respace.{respacing}.betas"] = respaced(betas, steps)
    return made


if __name__ == "__main__":
    if len(sys.argv) > 1:
        other = np.load(sys.argv[1])
        made = all_tables()
        assert set(made) == set(other.files)
        print(max(np.max(np.abs(made[k] - other[k]) / np.maximum(1, np.abs(other[k]))) for k in made))
    else:
        np.savez(pathlib.Path(__file__).with_name("schedules.npz"), **all_tables())
