/** Recording a voice message with the microphone. */

const FORMAT = "audio/webm;codecs=opus";

/** Resolves, once it has begun, to {stop(): Promise<{blob, seconds}>, cancel()}. Throws when there is no microphone. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, MediaRecorder.isTypeSupported(FORMAT) ? { mimeType: FORMAT } : {});
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const begun = new Promise((resolve) => recorder.addEventListener("start", resolve));
  const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  const finish = async () => {
    if (recorder.state !== "inactive") recorder.stop();
    await ended;
    stream.getTracks().forEach((track) => track.stop());
  };
  recorder.start(250);
  await begun; // on a busy machine some time after it was asked for: the seconds shown are those that are heard
  const started = performance.now();
  return {
    cancel: finish,
    stop: async () => {
      const seconds = Math.max(1, Math.round((performance.now() - started) / 1000));
      await finish();
      return { blob: new Blob(pieces, { type: recorder.mimeType }), seconds };
    },
  };
}
