"""What every kiosk screen is drawn with: the glass and its sizes, the words, the finger's place.

Also the parts screens share: buttons, the clock, the person button. Knows no ticket, no board and no broker.
"""

from dataclasses import dataclass

from broker.look import tokens
from broker.look.scene import Area, Box, Corners, Icon, Item, Palette, Panel, Scene, Text, block_mm, stack
from broker.look.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The measures one panel asks for, in millimetres."""

    margin: float
    gap: float
    row: float
    """Usual height of what is chosen from."""
    foot: float
    """Height of the buttons below."""
    pad: float
    text: float
    question: float
    title: float
    """Of a page that says one thing."""
    icon: float
    side: float = 0.33
    """Share of a low panel's width that its column of buttons takes."""

    @classmethod
    def of(cls, panel: Panel) -> "Sizes":
        if panel.diagonal_in < tokens.SMALL_PANEL_DIAGONAL_IN:
            return cls(
                margin=4, gap=3.5, row=21, foot=21, pad=3, text=5, question=5.5, title=6, icon=8, side=0.36
            )
        if panel.height_mm > panel.width_mm:
            return cls(margin=13, gap=4.5, row=27, foot=27, pad=8, text=7, question=11, title=12, icon=12)
        if panel.height_mm < 150:
            return cls(margin=8, gap=4, row=23, foot=24, pad=5, text=6.2, question=8.5, title=8.5, icon=9)
        return cls(margin=8, gap=4, row=27, foot=26, pad=6, text=6.2, question=8.5, title=12, icon=11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One screen's surroundings."""

    panel: Panel
    words: Words
    """In the language the page speaks."""
    clock: str
    pressed: str | None = None
    """The action under the finger."""
    person_coming: bool = False
    person_out_of_reach: bool = False
    """A call would not be heard now."""
    printer_down: bool = False
    palette: Palette = "light"

    def say(self, key: str, **figures: str | int) -> str:
        return self.words.say(key, **figures)

    @property
    def sizes(self) -> Sizes:
        return Sizes.of(self.panel)

    @property
    def area(self) -> Area:
        """All that lies inside the margins."""
        whole = Area(x_mm=0, y_mm=0, width_mm=self.panel.width_mm, height_mm=self.panel.height_mm)
        return whole.inset(self.sizes.margin)

    @property
    def upright(self) -> bool:
        return self.panel.height_mm > self.panel.width_mm

    @property
    def low(self) -> bool:
        """Too low for a row of buttons under the choices: they stand beside them."""
        return not self.upright and self.panel.height_mm < 150

    def scene(self, *items: Item) -> Scene:
        return Scene(panel=self.panel, items=items, palette=self.palette)

    def fits(self, text: str, room_mm: float, cap_mm: float, *, bold: bool = False) -> bool:
        """Whether the text stays within the room when it is wrapped."""
        lines = self.panel.wrap(text, room_mm, cap_mm, bold=bold)
        return all(self.panel.text_mm(line, cap_mm, bold=bold) <= room_mm for line in lines)

    def first_fitting(self, sayings: tuple[str, ...], room_mm: float, cap_mm: float) -> str:
        """The first, richest saying that fits on one line; the last is the shortest there is."""
        fitting = (saying for saying in sayings if self.panel.text_mm(saying, cap_mm) <= room_mm)
        return next(fitting, sayings[-1])


def columns_for(page: Page, area: Area, labels: tuple[str, ...]) -> tuple[Area, ...]:
    """Places for buttons side by side: of one width where every label fits so, else by what each needs."""
    equal = area.columns((1.0,) * len(labels), page.sizes.gap)
    needs = tuple(need_mm(page, label) for label in labels)
    if all(need <= place.width_mm for need, place in zip(needs, equal, strict=True)):
        return equal
    return area.columns(needs, page.sizes.gap)


def person_label(page: Page) -> str:
    """All that the person's button may say, for those who have to give it room."""
    return f"{page.say('call_a_person')} {page.say('person_coming')} {page.say('person_out_of_reach')}"


def need_mm(page: Page, label: str) -> float:
    """The least width of a button with this label: what cannot be broken, without a pictogram."""
    cap_mm = page.sizes.text
    longest_mm = max(page.panel.text_mm(line, cap_mm) for line in page.panel.wrap(label, 0.0, cap_mm))
    return longest_mm + 2 * page.sizes.pad


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """The colours of one control."""

    fill: str
    text: str
    icon: str
    edge: str | None = None


PLAIN = Paint(fill="ground", text="ink", icon="deep", edge="line")
CARD = Paint(fill="paper", text="ink", icon="deep", edge="line")
MAIN = Paint(fill="deep", text="on_deep", icon="on_deep")
CALLED = Paint(fill="call", text="on_call", icon="on_call", edge="ink")
PRESSED = Paint(fill="ink", text="paper", icon="paper")


def button(
    page: Page,
    action: str,
    area: Area,
    label: str,
    *,
    icon: str,
    paint: Paint = PLAIN,
) -> tuple[Item, ...]:
    """A target with a pictogram and as many lines as its height holds; filled ink under the finger."""
    look = PRESSED if page.pressed == action else paint
    return _labelled(page, action, area, label, icon=icon, paint=look, action=action)


def plate(page: Page, name: str, area: Area, label: str, *, icon: str, paint: Paint) -> tuple[Item, ...]:
    """What stands where a button was and only tells something now."""
    return _labelled(page, name, area, label, icon=icon, paint=paint, action=None)


def person_button(page: Page, area: Area) -> tuple[Item, ...]:
    """Call a person; while one is on the way, or none can be called, the place says so."""
    if page.person_coming:
        return plate(page, "person", area, page.say("person_coming"), icon="check", paint=CALLED)
    if page.person_out_of_reach:
        return plate(
            page, "person", area, page.say("person_out_of_reach"), icon="clock_struck_out", paint=CARD
        )
    return button(page, "person", area, page.say("call_a_person"), icon="person_asking")


def clock(page: Page, right_mm: float, middle_mm: float, cap_mm: float) -> Text:
    return Text(
        name="clock",
        text=page.clock,
        x_mm=right_mm,
        y_mm=middle_mm - cap_mm / 2,
        cap_mm=cap_mm,
        room_mm=clock_width_mm(page, cap_mm),
        bold=True,
        align="right",
    )


def clock_width_mm(page: Page, cap_mm: float) -> float:
    """As wide as the widest time of day, so that nothing beside it moves."""
    return page.panel.text_mm("00:00", cap_mm, bold=True)


def centred_lines(
    page: Page,
    name: str,
    text: str,
    area: Area,
    *,
    cap_mm: float,
    bold: bool = False,
    colour: str = "ink",
) -> tuple[Text, ...]:
    """A text from the area's left side, wrapped, its lines half way down."""
    lines = page.panel.wrap(text, area.width_mm, cap_mm, bold=bold)
    return stack(
        name,
        lines,
        x_mm=area.x_mm,
        y_mm=area.middle_mm - block_mm(len(lines), cap_mm) / 2,
        cap_mm=cap_mm,
        room_mm=area.width_mm,
        bold=bold,
        colour=colour,
    )


def box(name: str, area: Area, paint: Paint, *, action: str | None = None, corners: Corners = "all") -> Box:
    return Box(name=name, area=area, fill=paint.fill, edge=paint.edge, action=action, corners=corners)


def _labelled(
    page: Page, name: str, area: Area, label: str, *, icon: str, paint: Paint, action: str | None
) -> tuple[Item, ...]:
    sizes = page.sizes
    inner = area.inset(sizes.pad)
    beside_mm = sizes.icon + sizes.pad
    with_icon = _holds(page, label, area, inner.width_mm - beside_mm)
    left_mm = inner.x_mm + (beside_mm if with_icon else 0)
    room = Area(x_mm=left_mm, y_mm=area.y_mm, width_mm=inner.right_mm - left_mm, height_mm=area.height_mm)
    picture = Icon(
        name=f"{name} pictogram",
        icon=icon,
        x_mm=inner.x_mm,
        y_mm=area.middle_mm - sizes.icon / 2,
        size_mm=sizes.icon,
        colour=paint.icon,
    )
    return (
        box(name, area, paint, action=action),
        *((picture,) if with_icon else ()),
        *centred_lines(page, f"{name} label", label, room, cap_mm=sizes.text, colour=paint.text),
    )


def _holds(page: Page, label: str, area: Area, room_mm: float) -> bool:
    """Whether the label fits beside a pictogram: words come before pictures."""
    cap_mm = page.sizes.text
    lines = len(page.panel.wrap(label, room_mm, cap_mm))
    return page.fits(label, room_mm, cap_mm) and block_mm(lines, cap_mm) + cap_mm <= area.height_mm
