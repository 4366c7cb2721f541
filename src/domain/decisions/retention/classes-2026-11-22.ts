import type { RetentionClass } from './types.js';

/**
 * Times of keeping as known on 2026-11-22. Shortest times that a provision demands; keeping longer needs a reason of its own (GDPR
 * Article 5(1)(e)). Not legal advice: an institution names the classes that it falls under.
 */
export const CLASSES_2026_11_22: readonly RetentionClass[] = [
  {
    id: 'us-ecoa-credit',
    keep: '25 months',
    basis: 'law',
    appliesFrom: null,
    repealedAt: null,
    source: '12 CFR 1002.12(b)(1), Regulation B: applications and actions taken on consumer credit',
  },
  {
    id: 'us-ecoa-business-credit',
    keep: '12 months',
    basis: 'law',
    appliesFrom: null,
    repealedAt: null,
    source: '12 CFR 1002.12(b)(1), Regulation B: business credit',
  },
  {
    id: 'us-co-sb26-189',
    keep: '3 years',
    basis: 'law',
    appliesFrom: '2027-01-01',
    repealedAt: null,
    source: 'C.R.S. 6-1-1702, Colorado SB 26-189: records of automated decisions',
  },
  {
    id: 'eu-ai-act-logs',
    keep: '6 months',
    basis: 'law',
    appliesFrom: '2027-12-02',
    repealedAt: null,
    source:
      'Regulation (EU) 2024/1689 Articles 19(1) and 26(6), as amended by (EU) 2026/1744: logs of Annex III systems',
  },
  {
    id: 'eu-dsa-complaint',
    keep: '6 months',
    basis: 'law',
    appliesFrom: '2024-02-17',
    repealedAt: null,
    source: 'Regulation (EU) 2022/2065 Article 20(1): time to complain about a decision of a platform',
  },
  {
    id: 'appeal-window',
    keep: '6 months',
    basis: 'ours',
    appliesFrom: null,
    repealedAt: null,
    source: 'A decision can be contested as long as it can be shown; six months as in Regulation (EU) 2022/2065',
  },
];
