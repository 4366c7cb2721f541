import {
  keysOnlyPolicy,
  type Opening,
  parseOpening,
  parseVerifierKey,
  type ReceiptVerification,
  type StrangeKey,
  type SubtleVerifier,
  verifyReceipt,
  webLedgerCrypto,
} from '../../../core/ledger/index.js';
import { element, made, type PageFile } from './dom.js';
import { readableRecord } from './opened-record.js';

/** Size of the largest file that is read, bytes; no receipt or opening is larger. */
const MAX_FILE = 64 * 1024 * 1024;
const given: { receipt?: string; opening?: string } = {};
/** Names of files by what they were recognised as, so that a second receipt replaces the first. */
const names = new Map<string, string>();

async function take(files: ArrayLike<PageFile>): Promise<void> {
  for (const file of Array.from(files)) {
    const what = await recognise(file);
    names.set(what, file.name);
  }
  element('given').replaceChildren(...[...names].map(([what, name]) => made('li', `${name}: ${what}`)));
  await check();
}

/** Stores a receipt or an opening. Says what the file was recognised as, also when it is neither. */
async function recognise(file: PageFile): Promise<string> {
  if (file.size > MAX_FILE) return 'not used, too large for a receipt or an opening';
  const text = await file.text();
  if (text.startsWith('c2sp.org/tlog-proof@v1')) {
    given.receipt = text;
    return 'receipt';
  }
  if (text.trimStart().startsWith('{')) {
    given.opening = text;
    return 'opening';
  }
  return 'not used, neither receipt nor opening';
}

async function check(): Promise<void> {
  const { receipt, opening } = given;
  if (receipt === undefined) return show('open', 'Add the receipt: without it nothing says that this is in the log.');
  try {
    const policy = keysOnlyPolicy([parseVerifierKey(element('key').value.trim())]);
    const crypto = webLedgerCrypto(globalThis.crypto.subtle as unknown as SubtleVerifier);
    const result = await verifyReceipt({
      receipt,
      trust: policy,
      crypto,
      ...(opening === undefined ? {} : { opening }),
    });
    showResult(result);
    showRecord(result, opening);
  } catch (cause) {
    show('bad', cause instanceof Error ? cause.message : String(cause));
  }
}

function show(state: string, text: string): void {
  element('result').hidden = false;
  say('in-log', state, text);
  say('content', 'open', 'Not checked.');
  element('steps').replaceChildren();
  showContent('Not shown: nothing is proved yet.');
}

function say(id: string, state: string, text: string): void {
  const target = element(id);
  target.dataset.state = state;
  target.textContent = text;
}

const IN_LOG = {
  verified: { state: 'good', text: 'Yes, and witnesses vouch that everyone sees the same log.' },
  unwitnessed: {
    state: 'open',
    text: 'Yes. No witness vouches that others see the same log: the holder of its key could have rewritten it.',
  },
  failed: { state: 'bad', text: 'No. Keep the files: together with the steps below they are evidence.' },
};

const CONTENT = {
  verified: { state: 'good', text: 'Yes, to the byte.' },
  failed: { state: 'bad', text: 'No. The opening is not what was logged.' },
  'not-checked': { state: 'open', text: 'Not checked: add the opening.' },
};

/** This is shown where the opening matches the leaf in the receipt, but the log was not shown to contain that leaf. */
const RECEIPT_ALONE = {
  state: 'open',
  text: 'It is what the receipt speaks of, but that is not proved to be in the log.',
};

const MARKS = { ok: '✓', failed: '✗', skipped: '–' } as const;

function showResult({ inLog, content, steps, strangeKey }: ReceiptVerification): void {
  element('result').hidden = false;
  const found = strangeKey === null ? IN_LOG[inLog] : { state: 'open', text: underAnotherKey(strangeKey) };
  say('in-log', found.state, found.text);
  const said = inLog === 'failed' && content === 'verified' ? RECEIPT_ALONE : CONTENT[content];
  say('content', said.state, said.text);
  const lines = steps.map(({ status, title, detail, remedy }) => {
    const line = made('li', '');
    line.append(made('span', MARKS[status]), made('span', `${title}: ${detail}${remedy ? `. ${remedy}` : ''}`));
    return line;
  });
  element('steps').replaceChildren(...lines);
}

/** A receipt that another key signed must not be shown as a failure, because the right key may still prove it. */
const underAnotherKey = ({ origin, isKnownLog }: StrangeKey): string =>
  isKnownLog
    ? 'Cannot be told with this key. The receipt names another key of the same log: if the log changed its key, paste the one of that time, or ask for the receipt afresh.'
    : `Cannot be told with this key. The receipt is of the log ${origin}: paste the key of that log.`;

/** Shows the content only where it is proved to be what was logged, because a forged opening must not be read as a record. */
function showRecord({ inLog, content }: ReceiptVerification, opening: string | undefined): void {
  const isProved = content === 'verified' && inLog !== 'failed';
  if (opening === undefined) showContent('No opening was given.');
  else if (isProved) showContent('', parseOpening(opening));
  else showContent('Not shown: it is not proved to be what was logged.');
}

/** Shows a sentence, or the content of an opening: first as lines for a reader, then as the exact bytes. */
function showContent(sentence: string, opening?: Opening): void {
  element('record').textContent = sentence;
  element('record').hidden = sentence === '';
  const rows = opening === undefined ? [] : readableRecord(opening);
  element('rows').replaceChildren(...rows.flatMap(([label, value]) => [made('dt', label), made('dd', value)]));
  element('rows').hidden = rows.length === 0;
  element('bytes').textContent = opening === undefined ? '' : exactText(opening);
  element('exact').hidden = opening === undefined;
}

function exactText({ entry, parts }: Opening): string {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return [`entry: ${text(entry)}`, ...[...parts].map(([name, { content }]) => `${name}: ${text(content)}`)].join(
    '\n\n',
  );
}

const report = (cause: unknown): void => show('bad', cause instanceof Error ? cause.message : String(cause));
const drop = element('drop');
element('files').addEventListener('change', () => {
  take(element('files').files ?? []).catch(report);
});
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.toggle('over', true);
});
drop.addEventListener('dragleave', () => drop.classList.toggle('over', false));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.toggle('over', false);
  take(event.dataTransfer?.files ?? []).catch(report);
});
element('key').addEventListener('change', () => {
  check().catch(report);
});
fetch('/ledger/main/key')
  .then(async (answer) => {
    if (answer.ok && element('key').value === '') element('key').value = (await answer.text()).trim();
    // A receipt may have been given before the key arrived, so it is checked now.
    if (given.receipt !== undefined) await check();
  })
  .catch(report);
