"""Cast and rules as a language words them: for whoever shows a wood, never for the engine or the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.plain import one_line
from bot.present.names import coin, episode, good_name, money, tale_title
from data.tales import Retelling, Retellings
from data.texts import Texts, Voice
from engine.cast import Cast
from engine.legend import Legend, Shock
from engine.rules import Rules

Tale = TypeVar("Tale", bound=Shock)


@dataclass(frozen=True, slots=True)
class Wording:
    """What content is called in each language; where a language has no name, the content's own stays."""

    texts: Texts
    retellings: Retellings

    def cast(self, cast: Cast, language: str) -> Cast:
        """The cast with its goods and money named in a language, names cut to what a cast may hold."""
        voice = self.texts.voice(language)
        return cast.changed(
            goods=tuple(good.changed(name=one_line(good_name(voice, good), 14)) for good in cast.goods),
            pebble=one_line(coin(voice, cast), 16),
            pebbles=one_line(money(voice, cast), 16),
        )

    def rules(self, rules: Rules, language: str) -> Rules:
        """The rules with their shocks and legends told in a language."""
        voice = self.texts.voice(language)
        told = self.retellings.get(voice.language, {})
        return rules.changed(
            shocks=tuple(_told(voice, rules, shock, told) for shock in rules.shocks),
            legends=tuple(
                _told(voice, rules, legend, told).changed(
                    episode=one_line(episode(voice, legend), 80), truth=_truth(legend, told)
                )
                for legend in rules.legends
            ),
        )


def _told(voice: Voice, rules: Rules, tale: Tale, told: Mapping[str, Retelling]) -> Tale:
    own = told.get(tale.id)
    return tale.changed(
        title=one_line(tale_title(voice, rules, tale.id), 60), text=own.text if own else tale.text
    )


def _truth(legend: Legend, told: Mapping[str, Retelling]) -> str:
    own = told.get(legend.id)
    return own.truth if own and own.truth else legend.truth
