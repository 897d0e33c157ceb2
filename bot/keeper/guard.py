"""Where the program itself fails one wood: that wood stops, the others go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from data.store.failures import StoreError
from engine.errors import Fault
from engine.events.catalogue import FactBroken
from engine.ledger import LedgerBroken
from engine.saving.save import SaveBroken

T = TypeVar("T")


class WoodBroken(Fault):
    """A wood must stop. `code` is `ledger_broken`, `save_broken` or `engine_failed`; `params` say what was found."""


def guarded(work: Callable[[], T]) -> T:
    """Do the engine's work on an input that was read; whatever it raises is a fault of the program.

    Raises Broken, and lets the StoreErrors of an input that cannot be read pass.
    """
    try:
        return work()
    except StoreError:
        raise
    except LedgerBroken as error:
        raise WoodBroken("ledger_broken", fault=error.code, **error.params) from error
    except SaveBroken as error:
        raise WoodBroken("save_broken", fault=error.code) from error
    except FactBroken as error:
        raise WoodBroken("engine_failed", fault=error.code, **error.params) from error
    except Exception as error:
        raise WoodBroken("engine_failed", fault=type(error).__name__) from error
