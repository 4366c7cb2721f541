import { counted } from '../../../core/base/counted.js';
import type { AuditorView } from '../../../core/explain/index.js';
import { code, letter, rounded, section, table } from './parts.js';

/** The page for an auditor: all data for a second computation, and the record itself. */
export function auditorPage(view: AuditorView): string {
  const { record } = view;
  const facts = [
    ['Status', view.why === null ? view.status : `${view.status}: ${view.why}`],
    [
      'Score',
      `${view.score} (${view.decision.scale}); accepted ${view.decision.accept === 'above' ? 'at or above' : 'below'} ${view.decision.cutoff}`,
    ],
    ['Model', view.digests.model],
    ['Reference', view.digests.reference],
    ['Reasons file', view.digests.reasonsFile],
    ['Texts', `${view.texts.id}, version ${view.texts.version} of ${view.texts.date}. ${view.texts.basis}`],
    ['Method', record === null ? 'none: no score was explained' : `${record.method}, scale ${record.scale}`],
    [
      'Baseline',
      record === null ? 'none' : `${record.baseline.policy}, ${counted(record.baseline.indices.length, 'row')}`,
    ],
    [
      'Declared baseline',
      record?.fallback == null ? 'the same' : `${record.fallback.from}, given up: ${record.fallback.why}`,
    ],
    ['Additivity error', record === null ? 'none' : String(record.additivityError)],
    ['Stability', record?.stability == null ? 'not measured' : stabilityText(record.stability)],
  ];
  const reasons = view.reasons.map(({ code: name, textId, shortfall, rise }) => [
    name,
    textId,
    rounded(shortfall),
    rounded(rise),
  ]);
  const dropped = (record?.dropped ?? []).map(({ family, why, shortfall, rise, principal }) => [
    family,
    principal === true ? `${why}, and principal` : why,
    rounded(shortfall),
    rise === null ? '' : rounded(rise),
  ]);
  const baselines = view.baselines.map(({ policy, status, codes, baselineRows }) => [
    policy,
    status,
    codes.join(', '),
    String(baselineRows),
  ]);
  return letter(
    'en',
    `Evidence for the reasons of row ${view.index}`,
    section('facts', 'How it was made', table('Facts for a second computation', ['What', 'Value'], facts)),
    section('reasons', 'Reasons', table('Given', ['Code', 'Text', 'Raw score lost', 'Rise when replaced'], reasons)),
    section('dropped', 'Not given', table('Families left out', ['Family', 'Why', 'Raw score lost', 'Rise'], dropped)),
    section(
      'baselines',
      'Other baselines',
      table('Reasons by baseline', ['Policy', 'Status', 'Reasons', 'Rows'], baselines),
    ),
    section('record', 'Record', code(view)),
  );
}

const stabilityText = (stability: NonNullable<NonNullable<AuditorView['record']>['stability']>): string =>
  `${stability.status}, mean overlap ${rounded(stability.meanOverlap)} over ${stability.resamples} resamples, seed ${stability.seed}`;
