"""A process of its own that makes PNG pictures of SVG ones: `python raster.py FACES < pictures.json > pngs.json`.

resvg holds Python's lock for a quarter of a second a picture, in which the bot could answer nobody (handlers/canvas.py
starts this). Input: [[svg, whether the machine's fonts are needed], ...]; output: PNGs as base64.
"""

import base64
import json
import sys


def main(family: str, *faces: str) -> None:
    """Read pictures, write pictures."""
    import resvg_py  # noqa: PLC0415 - not in the process that imports this file

    def png(svg: str, strange: bool) -> str:
        made = resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=not strange,
            font_files=list(faces),
            font_family=family,
            sans_serif_family=family,
        )
        return base64.b64encode(made).decode()

    json.dump([png(*one) for one in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
