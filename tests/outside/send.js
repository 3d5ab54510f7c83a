// Sends a file with tus-js-client, a client that others wrote, as the job in the first
// argument says, and prints how each sender ended.

const fs = require("node:fs");
const tus = require("tus-js-client");

const job = JSON.parse(process.argv[2]);

function send() {
  return new Promise((resolve) => {
    let interrupt = interruption();
    const upload = new tus.Upload(fs.createReadStream(job.path), {
      endpoint: job.endpoint,
      uploadUrl: job.uploadUrl,
      uploadSize: fs.statSync(job.path).size,
      chunkSize: job.chunkSize ?? Infinity,
      uploadDataDuringCreation: job.duringCreation ?? false,
      retryDelays: job.retryDelays ?? null,
      headers: job.headers,
      metadata: { filename: "clip.webm" },
      onProgress(sent) {
        if (interrupt && sent >= job.interruptAt) {
          const once = interrupt;
          interrupt = null;
          once(upload);
        }
      },
      onSuccess: () => resolve({ url: upload.url }),
      onError: (error) =>
        resolve({ status: error.originalResponse?.getStatus() ?? 0, said: said(error) }),
    });
    upload.start();
  });
}

function interruption() {
  if (job.kill) {
    return () => process.kill(-job.kill, "SIGKILL");
  }
  if (job.abort) {
    return (upload) => upload.abort().then(() => upload.start());
  }
  return null;
}

function said(error) {
  return error.originalResponse?.getBody() ?? String(error);
}

Promise.all(Array.from({ length: job.senders ?? 1 }, send)).then((ends) => {
  console.log(JSON.stringify(ends));
});
