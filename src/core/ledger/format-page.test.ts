import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../test/support/ledger-crypto.js';
import { hasher } from '../../../test/support/ledger-log.js';
import { encodeHex } from '../base/bytes.js';
import { parseOpening, printOpening } from './leaves/opening.js';
import { MemoryTree } from './merkle/memory-tree.js';
import { parseReceipt, printReceipt } from './receipts/receipt.js';
import { readCheckpoint } from './trust/judge-checkpoint.js';
import { parseTrustPolicy } from './trust/policy.js';
import { verifyReceipt } from './verify/verify-receipt.js';

const page = readFileSync(new URL('../../../docs/reference/ledger-format.md', import.meta.url), 'utf8');
const block = (name: string): string => new RegExp(`\`\`\`${name}\n([^]*?)\`\`\``).exec(page)![1]!;

describe('the example on the page of the ledger format', () => {
  it('has leaves, leaf hashes and a root that belong together', () => {
    const rows = [...page.matchAll(/^\d {2}([0-9a-f]{66}) {2}([0-9a-f]{64})$/gm)];
    const tree = new MemoryTree(hasher);
    for (const [, leaf, leafHash] of rows) {
      const bytes = Uint8Array.from(Buffer.from(leaf!, 'hex'));
      expect(encodeHex(hasher.leaf(bytes))).toBe(leafHash);
      tree.append(bytes);
    }
    expect(rows).toHaveLength(3);
    expect(page).toContain(`The root of the first two is \`${encodeHex(tree.root(2))}\``);
    expect(page).toContain(`of all three \`${encodeHex(tree.root())}\``);
    expect(readCheckpoint(parseReceipt(block('receipt')).checkpoint).checkpoint.root).toEqual(tree.root());
  });

  it('has a receipt and an opening that verify under its policy', async () => {
    const [receipt, opening] = [block('receipt'), block('opening')];
    const result = await verifyReceipt({
      receipt,
      opening,
      trust: parseTrustPolicy(block('policy')),
      crypto: nodeCrypto,
    });
    expect(result).toMatchObject({ overall: 'verified', inLog: 'verified', content: 'verified' });
    expect(printReceipt(parseReceipt(receipt))).toBe(receipt);
    expect(printOpening(parseOpening(opening))).toBe(opening);
  });
});
