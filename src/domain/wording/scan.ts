import { agree, counted } from '../../core/base/counted.js';
import { formatCount, formatNumber, formatValue } from '../../core/charts/index.js';
import type { Scan, ScannedCell } from '../../core/fairness/index.js';
import { metricWords } from './glossary.js';
import { groupInText } from './groups.js';
import { listText } from './phrases.js';
import { sentenceCase } from './requirement-text.js';

/** Whether a cell differs from everybody else by more than chance explains, with all cells tested taken into account. */
export const isStriking = (cell: ScannedCell, level: number): boolean => cell.holm !== null && cell.holm < 1 - level;

/** Whether a scan crosses attributes; a scan through one attribute alone finds nothing beyond that attribute's comparisons. */
export const looksAcross = (scan: Scan): boolean => scan.depth > 1;

/** Says which cells were not tested, and why. */
export function leftOutText(scan: Scan): string {
  const parts = [
    scan.tooSmall === 0
      ? ''
      : `${counted(formatCount(scan.tooSmall), 'cell')} with fewer than ${counted(formatCount(scan.minCell), 'person')}`,
    scan.notEstimable === 0 ? '' : `${counted(formatCount(scan.notEstimable), 'cell')} with nobody to count`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` Not tested: ${parts.join(' and ')}; nothing is said about them.`;
}

/** Says what a scan found, in words that need no statistics. */
export function scanSentence(scan: Scan, level: number): string {
  const words = metricWords(scan.metric);
  const tested = `${counted(formatCount(scan.tested), 'cell')} tested`;
  const [first] = scan.cells;
  if (first === undefined) return `${sentenceCase(words.label)}: no cell is large enough to test.${leftOutText(scan)}`;
  if (!isStriking(first, level)) {
    return `${sentenceCase(words.label)}: none of the ${tested} differs from everybody else by more than chance explains.${leftOutText(scan)}`;
  }
  const striking = formatCount(scan.striking);
  const hundred = (rate: number) => formatNumber(rate * 100, 1);
  return (
    `${sentenceCase(words.label)}: ${striking} of ${tested} ${agree(striking, 'differs', 'differ')} from everybody else by more than chance explains. ` +
    `Most striking is ${groupInText(first.cell)}: of every 100 ${words.people}, ${hundred(first.rate)} ${words.outcome}; of everybody else ${hundred(first.restRate)}.` +
    leftOutText(scan)
  );
}

/** Explains how the search was made; it is printed once before the findings. */
export function scanMethod(scan: Scan, level: number): string {
  const depth = scan.depth > 1 ? ` and every combination of up to ${scan.depth} of them` : '';
  return (
    `Every value of ${listText(scan.attributes)}${depth} is a cell, and was compared with everybody outside it. The more cells are looked at, the more ` +
    `look striking by luck: p is corrected for all cells tested (Holm), and a cell counts as striking below ${formatValue(1 - level, 'share', 0)}. ` +
    'Shrunken is the rate to expect of a cell when the other cells of the same attributes are taken into account; where it is far from the raw rate, the cell is small. ' +
    'A search shows where to look; no requirement is judged by it.'
  );
}
