import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/domain/audits/index.js';
import { renderHtml, renderMarkdown } from '../../src/domain/documents/index.js';
import { admissionsAudit } from '../support/admissions-audit.js';

const sections = (html: string) => [...html.matchAll(/<h2 id="([^"]+)"/g)].map((found) => found[1]);

describe("reports of the Berkeley admissions of 1973, Simpson's paradox", () => {
  let complete: AuditResult;
  let partly: AuditResult;

  beforeAll(async () => {
    complete = await admissionsAudit(0);
    partly = await admissionsAudit(25);
  });

  it('warn in plain words that the overall gap turns around within departments', () => {
    const warning =
      "Do not trust the overall gap (Simpson's paradox). Thrown together, the favourable rate of Female is lower than that of Male: \u221214.2 [\u221217.0, \u221211.3] pp. " +
      'Among people of the same department it is higher on average: +4.3 [+0.5, +7.5] pp, and 4 of 6 strata point the other way than the overall gap.';
    expect(renderHtml(complete).replaceAll('&#39;', "'")).toContain(warning);
    const markdown = renderMarkdown(complete).replaceAll('\\', '');
    expect(markdown).toContain(warning);
    expect(markdown.indexOf(warning)).toBeLessThan(markdown.indexOf('<details>'));
  });

  it('have no section about unknown groups, labels or intersections where there are none', () => {
    const shown = sections(renderHtml(complete));
    expect(shown).toContain('strata');
    for (const absent of ['unknown', 'inequality', 'scan', 'calibration', 'cutoffs', 'limits']) expect(shown).not.toContain(absent);
  });

  it('bound what 169 people of unknown sex could change, and say that they could decide the requirement', () => {
    const html = renderHtml(partly);
    expect(sections(html)).toContain('unknown');
    expect(html).toContain('169 people have no known sex.');
    expect(html).toContain('the difference lies between \u221217.2 pp and \u221210.0 pp, so it cannot vanish whatever their groups are.');
    expect(html).toContain(
      'admission-parity asks for a difference within \u00b110 pp; Female against Male may lie anywhere from \u221217.2 pp to \u22129.97 pp, so the groups of the unknown people could decide it.',
    );
  });
});
