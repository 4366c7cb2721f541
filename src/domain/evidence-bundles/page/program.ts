import { CHECKS } from './checks.js';

/** The rest of the page's program: it takes files that are dropped or chosen and says what came of each. Text is only ever set as text. */
const PAGE = `
const manifest = JSON.parse(document.getElementById('manifest').textContent);
const results = document.getElementById('results');
const say = (ok, what) => { const item = document.createElement('li'); item.textContent = (ok ? 'right: ' : 'WRONG: ') + what; item.className = ok ? 'pass' : 'fail'; results.append(item); };

async function checkAll(files) {
  results.textContent = '';
  const key = document.getElementById('key').value;
  const found = new Set();
  for (const file of files) {
    const path = manifest.files.map((one) => one.path).find((one) => (file.webkitRelativePath || file.name).endsWith(one));
    if (path === undefined) continue;
    found.add(path);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const wanted = manifest.files.find((one) => one.path === path).sha256;
    say(await checkFile(bytes, wanted), path + (await checkFile(bytes, wanted) ? ' is the file of the manifest' : ' is another file than the manifest names'));
    try {
      if (path.endsWith('.tlog-proof')) say(true, path + ' is in the log: ' + (await checkReceipt(new TextDecoder().decode(bytes), key)));
      else if (path.endsWith('/checkpoint')) say(true, path + ' was signed by the log: ' + (await checkCheckpoint(new TextDecoder().decode(bytes), key)).size + ' entries');
    } catch (problem) { say(false, path + ': ' + problem.message); }
  }
  for (const { path } of manifest.files) if (!found.has(path)) say(false, path + ' was not given');
}
document.getElementById('files').addEventListener('change', (event) => void checkAll(event.target.files));
`;

export const PROGRAM = `${CHECKS}${PAGE}`;
