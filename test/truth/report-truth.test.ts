import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditResult } from '../../src/domain/audits/index.js';
import { renderHtml, renderMarkdown } from '../../src/domain/documents/index.js';
import { CLAIMS, piecesOf, plainText, rendered } from './claims.js';
import { auditOf, world } from './random-audits.js';

/** Enough that every claim occurs; a seed, so that a failure can be had again. */
const WORLDS = 60;
const SEED = 20261128;

let results: AuditResult[];
beforeAll(async () => {
  results = [];
  for (const one of fc.sample(world, { numRuns: WORLDS, seed: SEED })) results.push(await auditOf(one));
}, 300_000);

describe('what reports say of a requirement is what its numbers say', () => {
  const found = new Map<string, number>();

  it('in HTML, Markdown, JUnit, SARIF, console and why', { timeout: 300_000 }, () => {
    const wrong: string[] = [];
    for (const result of results) {
      const reports = rendered(result);
      result.requirements.forEach((r, index) => {
        for (const [where, text] of Object.entries(piecesOf(reports, r, index))) {
          for (const { name, says, holds } of CLAIMS) {
            for (const match of text.matchAll(says)) {
              found.set(name, (found.get(name) ?? 0) + 1);
              if (!holds(r, match, result)) wrong.push(`${where}, ${name}: ${match[0]}\n  of ${JSON.stringify(r)}`);
            }
          }
        }
      });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('every claim was met somewhere', () => {
    expect(CLAIMS.filter(({ name }) => (found.get(name) ?? 0) < 3).map(({ name }) => name)).toEqual([]);
  });
});

describe('the headline counts what there is', () => {
  it('of failures, warnings and groups too small', () => {
    for (const result of results) {
      const head = plainText(renderMarkdown(result).split('\n')[0]!);
      const blocking = result.requirements.filter((r) => r.severity === 'block');
      const failed = blocking.filter((r) => r.verdict === 'fail' && r.waived === null);
      if (blocking.length === 0) expect(head).toContain('Nothing blocks');
      else if (failed.length > 0) expect(head).toContain(`Failed: ${failed.length} of ${blocking.length} blocking`);
      else expect(head).not.toContain('Failed');
      if (blocking.length === 0) expect(head).not.toContain('Passed');
      const warned = result.requirements.filter((r) => r.severity === 'warn' && r.verdict === 'fail' && !r.waived);
      if (blocking.length > 0) expect(/(\d+) warning/.exec(head)?.[1] ?? '0').toBe(String(warned.length));
    }
  });
});

const ONE_OF_MANY =
  /(?<![\d.,])1 (?:more |other |small |labelled |blocking )?(?:people|groups|rows|cells|strata|comparisons|requirements|warnings|values|bins|entries|ids|mistakes|others)\b/g;
const MANY_AS_ONE =
  /(?<![\d.,])(?:0|[2-9]|\d{2,}|\d{1,3}(?:,\d{3})+) (?:more |other |small |labelled |blocking )?(?:person|group|row|cell|stratum|comparison|requirement|warning|value|bin|entry|id|mistake)\b(?! (?:size|sizes))/g;

describe('a count and its noun agree', () => {
  it('in every sentence of every report', () => {
    const met = { one: 0, many: 0 };
    const wrong: string[] = [];
    for (const result of results) {
      for (const [where, report] of Object.entries(rendered(result))) {
        // Texts of different elements are no sentence.
        const written = typeof report === 'string' ? report : JSON.stringify(report);
        const text = written.replaceAll(/<[^>]+>/g, ' | ');
        met.one += text.match(/(?<![\d.,])1 (?:person|group|row|cell|stratum|comparison)\b/g)?.length ?? 0;
        met.many += text.match(/\d (?:people|groups|rows|cells|strata|comparisons)\b/g)?.length ?? 0;
        for (const says of [ONE_OF_MANY, MANY_AS_ONE])
          for (const match of text.matchAll(says))
            wrong.push(`${where}: ${text.slice(match.index - 60, match.index + 60)}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(Math.min(met.one, met.many)).toBeGreaterThan(10);
  });
});

/** `-3.2 [-6.8, +0.5] pp` */
const RANGE = String.raw`([+-]?[\d.]+) \[([+-]?[\d.]+), ([+-]?[\d.]+)\] pp`;

describe('within strata a sentence follows the intervals beside it', () => {
  it('shown where the interval excludes 0, a paradox only of opposite signs that are both shown', () => {
    const excludes = (lower: number, upper: number) => lower > 0 || upper < 0;
    const met = new Set<string>();
    for (const result of results) {
      const texts = plainText(renderHtml(result));
      for (const audit of result.conditional ?? []) {
        for (const { pooled, standardized, simpson } of audit.comparisons) {
          if (pooled === null || standardized === null) continue;
          const shown = [pooled, standardized].map(({ lower, upper }) => excludes(lower, upper));
          const turned = pooled.estimate * standardized.estimate < 0;
          expect(simpson !== null).toBe(turned && shown.every(Boolean));
        }
      }
      const said = new RegExp(
        `${RANGE} thrown together, ${RANGE} within the same d\\. ([^.]+(?:\\.\\d+[^.]*)*)\\.`,
        'g',
      );
      for (const m of texts.matchAll(said)) {
        const [, , l1, u1, , l2, u2] = m.map(Number);
        const kind = m[7]!;
        // Ends that print as 0.0 may lie on either side.
        if ([l1, u1, l2, u2].includes(0)) continue;
        const shown = [excludes(l1!, u1!), excludes(l2!, u2!)];
        const expected = shown[0]
          ? shown[1]
            ? /it remains/
            : /neither shown nor ruled out/
          : shown[1]
            ? /Thrown together no gap is shown, but within/
            : /none is ruled out/;
        expect(kind, m[0]).toMatch(expected);
        met.add(String(expected));
      }
      for (const m of texts.matchAll(new RegExp(`Simpson's paradox\\)[^:]*: ${RANGE}[^:]*: ${RANGE}`, 'g'))) {
        expect(Math.sign(Number(m[1])) * Math.sign(Number(m[4]))).toBe(-1);
        expect(excludes(Number(m[2]), Number(m[3])) && excludes(Number(m[5]), Number(m[6]))).toBe(true);
        met.add('paradox');
      }
      expect(texts).not.toContain('may explain');
    }
    expect(met.size).toBe(5);
  });
});

describe('what other cutoffs would do is told with whom they select', () => {
  it('selecting nobody is never called a fall of the gap without saying so', () => {
    let empty = 0;
    for (const result of results) {
      const texts = plainText(renderHtml(result));
      for (const m of texts.matchAll(
        /Without losing accuracy, the gap in .*? could fall from ([\d.]+) pp (to .*?) The numbers/g,
      )) {
        for (const way of m[2]!.split('; ')) {
          const [, gap, how] =
            /to ([\d.]+) pp with .*?, (by selecting nobody|by selecting everybody|selecting [\d.]+ % instead)/.exec(
              way,
            )!;
          expect(Number(gap)).toBeLessThan(Number(m[1]));
          const moved = /\(([\d,]+) would gain, ([\d,]+) lose(: levelling down)?\)/.exec(way)!;
          const [gain, lose] = [moved[1], moved[2]].map((text) => Number(text!.replaceAll(',', '')));
          expect(moved[3] !== undefined).toBe(gain === 0 && lose! > 0);
          if (how === 'by selecting nobody') {
            empty += 1;
            const nobody = result.frontier!.flatMap(({ sweep, best }) => [
              ...sweep.common.map((point) => point.selectionRate),
              ...best.flatMap((optimum) => (optimum.status === 'ok' ? [optimum.overall.selectionRate] : [])),
            ]);
            expect(nobody).toContain(0);
          }
        }
      }
    }
    expect(empty).toBeGreaterThan(0);
  });
});

describe('people of unknown group', () => {
  it('lie within, beyond or could decide as the bounds say', () => {
    const met = new Set<string>();
    for (const result of results) {
      const texts = plainText(renderHtml(result));
      for (const bounds of result.unknown ?? []) {
        for (const r of result.requirements.filter((one) => one.metric === bounds.metric)) {
          const pairs = r.compare === 'ratio' ? bounds.ratios : bounds.differences;
          const pair = pairs.find((one) => one.group.g === r.group?.g && one.reference.g === r.reference?.g);
          if (pair?.lowest == null || pair.highest == null) continue;
          const [low, high] = [
            r.allowed?.lower ?? Number.NEGATIVE_INFINITY,
            r.allowed?.upper ?? Number.POSITIVE_INFINITY,
          ];
          const words =
            pair.lowest >= low && pair.highest <= high
              ? 'lies within, whatever'
              : pair.highest < low || pair.lowest > high
                ? 'lies beyond, whatever'
                : 'could decide it';
          if (bounds.unknownInDenominator === 0) continue;
          const [sentence] =
            new RegExp(
              `${r.id} asks for [^;]*; .*?(?:lies within, whatever|lies beyond, whatever|could decide it)`,
            ).exec(texts) ?? [];
          expect(sentence).toContain(words);
          met.add(words);
        }
      }
    }
    expect(met.size).toBeGreaterThanOrEqual(2);
  });
});
