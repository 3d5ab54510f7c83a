"""A page as a newsroom pastes it, in the project's own words, quirks and all."""

PAGE = """The Stream

Who decides when the river comes back?

Two weeks after the water, a market town argues over walls, money and who was warned.

The river left the market under mud, and the first shops opened again on Tuesday. Their owners carried out what they could, while engineers measured cracks in the old bridge and said that nobody should trust it yet.

Officials had promised\xa0new walls\xa0after the last flood. The plan went through three councils and two budgetshand-to-hand, as one clerk put it, and never left the drawing board.

Farmers upstream say that the walls would only send the water to them. They want meadows that may flood – and payment for it.

Can a town plan with a river that no longer keeps to its seasons? We’ll ask a panel on Wednesday. Join the conversation.


On this episode of The Stream, we speak with:




Nadia Amari Holt


Tomas Berg, @tomasberg
Hydrologist and adviser


Read more:

‘We heard nothing’: a town counts its losses\xa0–\xa0Valley Post
Walls or meadows: what rivers want\xa0–\xa0Al Jazeera

What do you think? Record a video comment or leave your thoughts in the comments below."""

HTML = """<html><head><style>p { color: red }</style><title>Clipboard</title></head>
<body><!--StartFragment-->
<p class="MsoNormal">The Stream<o:p></o:p></p>
<h1>Who decides when the river comes back?</h1>
<p><em>Two weeks after the water, a market town argues over walls and money.</em></p>
<p>The river left the market under mud, and
   the <a href="https://example.org/shops">first shops</a> opened again, where nothing had been carried upstairs in time.</p>
<p>Officials had promised <a href="https://example.org/walls">new walls</a> after the last flood, twice.<br>
They never came.</p>
<script>track("everything")</script>
<p>On this episode of <b>The Stream</b>, we speak with:</p>
<p><strong>Nadia Amari Holt</strong></p>
<p><strong>Tomas Berg</strong>, <a href="https://twitter.com/tomasberg">@tomasberg</a><br>
Hydrologist and adviser</p>
<p>Read more:</p>
<ul><li><a href="https://example.org/losses">A town counts its losses</a>&nbsp;–&nbsp;Valley Post</li>
<li><a href="https://example.org/meadows">Walls or meadows</a> – Al Jazeera</li></ul>
<p>What do you think? Leave your thoughts in the comments section below.</p>
<!--EndFragment--></body></html>"""
