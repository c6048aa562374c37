"""Lists of people who do not exist, as the ministry would send them, with their planted truth."""

from __future__ import annotations

from kelambu_tui.exchange.synthetic.generation import GenerateReport, generate

__all__ = ["GenerateReport", "generate"]
