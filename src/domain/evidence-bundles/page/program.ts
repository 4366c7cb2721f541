import { CHECKS } from './checks.js';

/**
 * The rest of the page's program: it takes the folder that is chosen and says what came of each file, also of those that do not belong to the
 * bundle and of those that are not there. Text is only ever set as text.
 */
const PAGE = `
const manifest = JSON.parse(document.getElementById('manifest').textContent);
const results = document.getElementById('results');
let wrong = 0;
const say = (ok, what) => { if (!ok) wrong++; const item = document.createElement('li'); item.textContent = (ok ? 'right: ' : 'WRONG: ') + what; item.className = ok ? 'pass' : 'fail'; results.append(item); };

async function checkAll(files) {
  results.textContent = '';
  wrong = 0;
  const key = document.getElementById('key').value;
  const nameOf = (file) => file.webkitRelativePath || file.name;
  const inBundle = pathsIn(files.map(nameOf));
  const listed = new Map(manifest.files.map((one) => [one.path, one.sha256]));
  const found = new Set();
  for (const file of files) {
    const path = inBundle(nameOf(file));
    if (path === null || path === 'verify.html') continue;
    found.add(path);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    try {
      if (path === 'manifest.json') { const ok = isSameManifest(text(), manifest); say(ok, path + (ok ? ' is that of this page' : ' is another one than that of this page')); continue; }
      if (!listed.has(path)) { say(false, path + ' is not in the manifest'); continue; }
      const ok = await checkFile(bytes, listed.get(path));
      say(ok, path + (ok ? ' is the file of the manifest' : ' is another file than the manifest names'));
      if (path.endsWith('.tlog-proof')) say(true, path + ' is in the log: ' + (await checkReceipt(text(), key)));
      else if (path === 'ledger/checkpoint') say(true, path + ' was signed by the log: ' + checkAsOf(await checkCheckpoint(text(), key), manifest.asOf));
    } catch (problem) { say(false, path + ': ' + problem.message); }
  }
  for (const path of ['manifest.json', ...listed.keys()]) if (!found.has(path)) say(false, path + ' was not given');
  if (manifest.asOf !== null && !listed.has('ledger/checkpoint')) say(false, 'no checkpoint shows the state of the log that this page names');
  say(wrong === 0, wrong === 0 ? 'everything above' : wrong + ' of the above');
}
document.getElementById('files').addEventListener('change', (event) => void checkAll([...event.target.files]));
`;

export const PROGRAM = `${CHECKS}${PAGE}`;
