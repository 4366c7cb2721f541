import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import { type AuditResult, runAudit } from '../../src/domain/audits/index.js';
import { plainSentence, renderHtml, renderJUnit, renderMarkdown, renderSarif } from '../../src/domain/documents/index.js';

const sample = resolve(import.meta.dirname, '../../examples/compas');

describe('reports of the audit of the COMPAS sample', () => {
  let result: AuditResult;

  beforeAll(async () => {
    const { policy } = parsePolicy(readFileSync(resolve(sample, 'policy.yaml'), 'utf8'), { file: 'policy.yaml' });
    result = await runAudit(openFiles([resolve(sample, 'people.csv')]), {
      policy,
      policyDigest: `sha256:${'0'.repeat(64)}`,
      policyPath: 'examples/compas/policy.yaml',
      today: '2026-11-22',
      toolVersion: '0.1.0',
    });
  });

  it('all say the verdict of the audit', () => {
    expect(result.verdict).toBe('fail');
    expect(renderHtml(result)).toContain('data-verdict="fail"');
    expect(renderMarkdown(result)).toMatch(/^## \u2717 Failed: /);
    expect(renderJUnit(result)).toContain('name="verdict" value="fail"');
    expect(JSON.parse(renderSarif(result)).runs[0].properties.verdict).toBe('fail');
  });

  it('HTML has every part that the data allow and stays under 260 kB', () => {
    const html = renderHtml(result);
    for (const id of ['requirements', 'gaps', 'intersections', 'scan', 'inequality', 'calibration', 'cutoffs', 'limits', 'groups', 'data', 'replay', 'definitions']) {
      expect(html).toContain(`id="${id}"`);
    }
    expect(Buffer.byteLength(html)).toBeLessThan(260_000);
  });

  it('is told in words without statistics', () => {
    const failed = result.requirements.find((each) => each.id === 'false-alarms-equal');
    expect(plainSentence(result, failed!)).toContain(
      'Of every 100 people with label 0 in the group African-American, 42.3 were nevertheless given prediction 1; in the group Caucasian it was 22.0.',
    );
  });
});
