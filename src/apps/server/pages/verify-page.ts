import {
  keysOnlyPolicy,
  parseOpening,
  parseVerifierKey,
  type ReceiptVerification,
  type SubtleVerifier,
  verifyReceipt,
  webLedgerCrypto,
} from '../../../core/ledger/index.js';
import { element, made, type PageFile } from './dom.js';

/** Larger files are neither receipt nor opening. Bytes. */
const MAX_FILE = 64 * 1024 * 1024;
const given: { receipt?: string; opening?: string } = {};

async function take(files: ArrayLike<PageFile>): Promise<void> {
  for (const file of Array.from(files)) {
    element('given').append(made('li', `${file.name}: ${await recognise(file)}`));
  }
  await check();
}

/** Keeps a receipt or an opening; says what the file was taken for, also when it is neither. */
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
    const result = await verifyReceipt({ receipt, policy, crypto, ...(opening === undefined ? {} : { opening }) });
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
  element('record').textContent = '';
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

const MARKS = { ok: '✓', failed: '✗', skipped: '–' } as const;

function showResult({ inLog, content, steps }: ReceiptVerification): void {
  element('result').hidden = false;
  say('in-log', IN_LOG[inLog].state, IN_LOG[inLog].text);
  say('content', CONTENT[content].state, CONTENT[content].text);
  const lines = steps.map((step) => made('li', `${MARKS[step.status]} ${step.title}: ${step.detail}`));
  element('steps').replaceChildren(...lines);
}

/** Shows the content only where it is proved to be what was logged: a forged opening must not be read as a record. */
function showRecord({ inLog, content }: ReceiptVerification, opening: string | undefined): void {
  if (opening === undefined) return;
  if (content !== 'verified' || inLog === 'failed') {
    element('record').textContent = 'Not shown: it is not proved to be what was logged.';
    return;
  }
  const { entry, parts } = parseOpening(opening);
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const shown = [`entry: ${text(entry)}`, ...[...parts].map(([name, part]) => `${name}: ${text(part.content)}`)];
  element('record').textContent = shown.join('\n\n');
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
  })
  .catch(report);
