"""What the sample episode says."""

PROGRAMME = "The Stream"
TAGLINE = "One question a day. You ask, the panel answers, and the talk goes on here."

HEADLINE = "Can Iraq choose its own way?"
STANDFIRST = (
    "Two powers traded blows on its soil, its parliament asked foreign troops to go, "
    "and its young went on filling the squares. What room was left for Iraq itself?"
)
BODY = """
<p>In the small hours of 3 January 2020 an American drone struck two cars that were
leaving Baghdad’s airport. Among the dead were
<a href="https://en.wikipedia.org/wiki/Qasem_Soleimani">Qassem Soleimani</a>, who had
directed Iran’s operations abroad for two decades, and Abu Mahdi al-Muhandis, second in
command of Iraq’s
<a href="https://en.wikipedia.org/wiki/Popular_Mobilization_Forces">Popular
Mobilisation Forces</a>.</p>
<p>Five days later Iran answered with ballistic missiles. They fell on
<a href="https://en.wikipedia.org/wiki/Al_Asad_Airbase">Ain al-Asad</a> and on a base
near Erbil, where American soldiers were stationed as Iraq’s guests. Two foreign
governments had settled an account on Iraqi ground, and neither blow had been
Baghdad’s choice.</p>
<p>Between the two, parliament met. Most Sunni and Kurdish members stayed away; those who
came voted to ask the government to end the presence of foreign troops. The vote bound
nobody, and the government that was to act on it was only minding the house: Prime
Minister Adel Abdul Mahdi had resigned weeks before.</p>
<p>Neither Washington nor Tehran had brought him down. The street had. Since
<a href="https://en.wikipedia.org/wiki/2019%E2%80%932021_Iraqi_protests">October
2019</a> young Iraqis had camped in Baghdad’s Tahrir Square and filled the squares of
Nasiriyah and Basra. They asked for work, for electricity and for an end to offices
shared out by sect and party; they told both powers to leave their country alone.
Hundreds of them were killed.</p>
<p>So the question for our panel is an old one that has not gone away: can a country that
others use as their battlefield set a course of its own, and who in Iraq would have to
agree on it? Bring a question of yours. We put the best of them to our guests.</p>
"""
PICTURE_ALT = (
    "Drawing: the sun sets behind a low bridge over a wide river. On the left bank a "
    "domed mosque with two minarets, on the right three date palms in the dark."
)
PICTURE_CREDIT = "drawn for The Stream"

PANEL = [
    ("Hillary Mann Leverett", "", ""),
    ("Hiwa Osman", "@Hiwaosman", "Journalist and analyst"),
]
LINKS = [
    ("Iraq braces for ‘difficult days’ after Soleimani’s killing", "Al Jazeera"),
    ("Iraq: Anti-government protesters denounce pro-Iran crowds", "Al Jazeera"),
]
