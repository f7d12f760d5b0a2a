"""Where the book explains a name that its code uses.

The rule: a name is explained where the text says so, in an index entry `{index} ! jax.lax.scan`.
Otherwise it is explained on the page whose prose mentions it most often in code font, among those
whose code uses it: lectures before pages of exercises, and the earlier one of two. There it is the
first section that both mentions and uses it, and if there is none, the one that mentions it most
often; sections on the path come before those that are folded away, and summaries last. A name that
no page mentions is shown with the first section that uses it.
"""
from collections import Counter
from dataclasses import dataclass, field

from jaxbook.code_names import find_documented, list_endings


@dataclass
class Section:
    """The names of a section: as they are used and written, mentioned, and marked as explained."""

    target: str
    title: str
    lecture: bool
    rank: int  # of a section on the path 2, of one that is folded away 1, of a summary 0
    used: dict[str, str] = field(default_factory=dict)
    mentioned: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)


@dataclass
class Place:
    """Where a name is explained, or at least used, and how the pages write it."""

    page: str
    section: Section
    explained: bool
    written: str


def shorten(names: set[str], known: dict[str, str]) -> dict[str, str]:
    """Return the name that the index shows for each, '' for none.

    What follows a documented name is dropped, and so are modules and what is not public.
    """
    return {name: find_documented(name, known) or ("" if any(
        other.startswith(f"{name}.") for other in names) or "._" in name or "." not in name
        else name) for name in names}


def count_mentions(section: Section, known: dict[str, str]) -> Counter[str]:
    """Return how often a section mentions each name in code font."""
    return Counter(find_documented(mention, known) or mention for mention in section.mentioned)


def find_places(noted: dict[str, list[Section]], known: dict[str, str]) -> dict[str, Place]:
    """Return the place of each name that pages use, in alphabetical order.

    `noted` has the sections of each page, in the order of the book; `known` the names that have
    documentation, with its addresses.
    """
    short = shorten({name for sections in noted.values() for section in sections
                     for name in section.used}, known)
    sections: dict[str, list[Place]] = {}
    marked: dict[str, Place] = {}
    for page, parts in noted.items():
        for section in parts:
            for name, written in section.used.items():
                if found := short[name]:
                    sections.setdefault(found, []).append(Place(
                        page, section, False, written.removesuffix(name[len(found):])))
            for name in section.marked:
                marked.setdefault(name, Place(page, section, True, name))
    counts = {page: [(section, count_mentions(section, known)) for section in parts]
              for page, parts in noted.items()}
    places = {name: choose(name, found, counts) for name, found in sections.items()}
    for name, place in marked.items():
        if name in places:
            place.written = places[name].written
        if name in places or name in known:
            places[name] = place
    return dict(sorted(places.items(), key=lambda item: item[0].lower()))


def choose(
    name: str, uses: list[Place], counts: dict[str, list[tuple[Section, Counter[str]]]]
) -> Place:
    """Return the place where a name is explained, or at least used, among those that use it."""
    endings = list_endings(name)

    def count(counted: Counter[str]) -> int:
        return sum(counted[ending] for ending in endings)

    mentions = {use.page: sum(count(counted) for _, counted in counts[use.page]) for use in uses}
    first = max(uses, key=lambda use: (
        mentions[use.page] > 0, use.section.lecture, mentions[use.page], use.section.rank))
    if not mentions[first.page]:
        return first
    using = [use.section for use in uses if use.page == first.page]
    section, _ = max(counts[first.page], key=lambda part: (
        (often := count(part[1])) > 0, part[0].rank > 0, part[0] in using,
        part[0].rank, 0 if part[0] in using else often))
    return Place(first.page, section, True, first.written)
