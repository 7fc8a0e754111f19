"""What curators write cannot harm who reads it."""

from __future__ import annotations

import pytest

from roadmap.prose import as_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Learn *it* **well**.", "<p>Learn <em>it</em> <strong>well</strong>.</p>\n"),
        ("## Why\n\n- a\n- b", "<h2>Why</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("```python\n1 < 2\n```", "<pre><code>1 &lt; 2\n</code></pre>\n"),
        (
            "|a|b|\n|-|-|\n|1|2|",
            (
                "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
                "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
            ),
        ),
        (
            "[docs](https://a.example/)",
            '<p><a href="https://a.example/" rel="nofollow noopener noreferrer">docs</a></p>\n',
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![spy](https://a.example/pixel.png)", "<p></p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_harmless_html(markdown: str, html: str) -> None:
    assert as_html(markdown) == html
