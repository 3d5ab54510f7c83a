// The discussion, made comfortable: everything here also works without.

import { Composer } from "./comments-composer.js";
import { keepOneClipPlaying } from "./comments-clips.js";
import { LiveCheck } from "./comments-live.js";
import { goOnAtWhatIsNew } from "./comments-more.js";
import { showMine } from "./comments-mine.js";

const composer = document.querySelector("[data-composer]");
if (composer) new Composer(composer);
for (const place of document.querySelectorAll("[data-mine]")) showMine(place);
keepOneClipPlaying();
goOnAtWhatIsNew();
new LiveCheck();
