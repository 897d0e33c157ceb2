"""The application's parts: each is built once, in `bot.process.startup`, and handed down to cogs, views and posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.keeper.held import ChangeSignal
from bot.keeper.keeper import Keeper
from bot.metrics import Metrics
from bot.pictures.gallery import Gallery
from bot.running import Running
from bot.settings import Settings
from bot.story.storyteller import Storyteller
from bot.words.localiser import Localiser
from data.reading.narrator import Narrator
from data.reading.texts import Texts, Voice
from data.reading.wood_settings import Beginnings, WoodSettings
from data.store.protocol import Store
from data.store.records import WoodRecord
from engine.content.cast import Cast
from engine.content.rules import Rules
from inference.mind import Mind


@dataclass(frozen=True, slots=True)
class App:
    """What a command, a button or a post may need, and nothing that anybody may replace."""

    settings: Settings
    running: Running
    store: Store
    """For reading; only the keeper changes a wood."""
    keeper: Keeper
    mind: Mind
    """What the keeper's creatures think with; `bot.minds.health_of` says how it fares."""
    texts: Texts
    casts: Mapping[str, Cast]
    """Content as it is now, by id; a wood carries its own era's."""
    rules: Rules
    beginnings: Beginnings
    narrators: Mapping[str, Narrator]
    """By language; English always among them."""
    wording: Localiser
    """Names of goods, money and tales in a reader's language."""
    tales: Storyteller
    gallery: Gallery
    metrics: Metrics
    changes: ChangeSignal
    """Rung by the keeper after each change of a wood."""
    now: Callable[[], datetime]
    """The instant, in UTC."""

    def settings_of(self, record: WoodRecord) -> WoodSettings:
        """A wood's settings; what was never set is as in a new wood."""
        return self.beginnings.settings_of(record.settings)

    def public_voice(self, record: WoodRecord) -> Voice:
        """The voice of a wood's public posts: the language that its forester chose."""
        return self.texts.voice(self.settings_of(record).language)
