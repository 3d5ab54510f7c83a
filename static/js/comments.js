// The discussion, made comfortable: everything here also works without.

import { Composer } from "./comments-composer.js";
import { ClipStates } from "./comments-clip-states.js";
import { forgetOldDrafts } from "./comments-draft.js";
import { playClips } from "./comments-clips.js";
import { LiveCheck } from "./comments-live.js";
import { goOnAtWhatIsNew } from "./comments-more.js";
import { Likes } from "./comments-likes.js";
import { RecorderEntry } from "./recorder-entry.js";
import { showMine } from "./comments-mine.js";
import { forgetOldUploads } from "./upload-store.js";

forgetOldDrafts();
forgetOldUploads();
const composer = document.querySelector("[data-composer]");
if (composer) {
  new Composer(composer);
  new RecorderEntry(composer);
}
for (const place of document.querySelectorAll("[data-mine]")) showMine(place);
for (const place of document.querySelectorAll("[data-likes]")) new Likes(place);
playClips();
goOnAtWhatIsNew();
new LiveCheck();
new ClipStates();
