"""Multinomial logistic regression, by Newton's method with a ridge: the ceiling for a careful reader of facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.lab.watch.watched import Floats, Ints

STEPS = 6
RIDGE = 1.0
"""Penalty on each squared weight; features are in units of their spread."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """Fitted weights: features, with a constant first, by classes."""

    middle: Floats
    spread: Floats
    weights: Floats

    def predict(self, features: Floats) -> Ints:
        """The likeliest class of each row."""
        result: Ints = (_with_constant((features - self.middle) / self.spread) @ self.weights).argmax(axis=1)
        return result


def fit(features: Floats, answers: Ints, classes: int) -> Softmax:
    """Fit to rows of features and the class of each, from 0. The last class is the base: its weights stay 0."""
    middle, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    x = _with_constant((features - middle) / spread)
    n, free = x.shape[1], classes - 1
    weights = np.zeros((n, classes))
    target = np.eye(classes)[answers]
    for _ in range(STEPS):
        p = _probabilities(x @ weights)
        slope = (x.T @ (target - p) - RIDGE * weights)[:, :free]
        curve = np.zeros((free * n, free * n))
        for a in range(free):
            for b in range(free):
                mass = p[:, a] * ((a == b) - p[:, b])
                curve[a * n : (a + 1) * n, b * n : (b + 1) * n] = (x * mass[:, None]).T @ x
        curve += RIDGE * np.eye(free * n)
        weights[:, :free] += np.linalg.solve(curve, slope.T.ravel()).reshape(free, n).T
    return Softmax(middle, spread, weights)


def _with_constant(x: Floats) -> Floats:
    return np.hstack([np.ones((len(x), 1)), x])


def _probabilities(score: Floats) -> Floats:
    raised = np.exp(score - score.max(axis=1, keepdims=True))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result
