#!/usr/bin/env node
// Draws docs/images/forest.svg of the README: the false positive rate by race in the COMPAS sample, from a real audit.
// Run after `npm run build`: node scripts/make-readme-image.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openFiles } from '../dist/adapters/dataset/index.js';
import { forestChart, printSvgFile } from '../dist/core/charts/index.js';
import { parsePolicy } from '../dist/core/policy/index.js';
import { runAudit } from '../dist/domain/audits/index.js';

const root = resolve(import.meta.dirname, '..');
const METRIC = 'false_positive_rate';
const REQUIREMENT = 'false-alarms-equal';

const { policy } = parsePolicy(readFileSync(resolve(root, 'examples/compas/policy.yaml'), 'utf8'));
const result = await runAudit(openFiles([resolve(root, 'examples/compas/people.csv')]), {
  policy,
  policyDigest: 'sha256:none',
  policyPath: null,
  today: '2000-01-01', // no waiver in this policy: the day does not matter
  toolVersion: '0',
});

const requirement = result.requirements.find((each) => each.id === REQUIREMENT);
const groups = result.groups.filter(({ attributes }) => Object.keys(attributes).join() === 'race');
const reference = groups.find(({ attributes }) => attributes.race === requirement.reference.race);
const at = reference.metrics[METRIC].estimate;
const max = requirement.bound.max;

const roleOf = (group) => {
  if (group === reference) return 'reference';
  return Math.abs(group.metrics[METRIC].estimate - at) > max ? 'breach' : null;
};

const chart = forestChart({
  key: 'readme-forest',
  title: 'False positive rate by race, COMPAS, Broward County 2013-2014',
  description: `People with label 0 who were flagged nevertheless, by race, with 95 % intervals; the policy allows ${max * 100} points of difference.`,
  axisLabel: 'flagged, of people who did not reoffend',
  unit: 'share',
  limits: [0, 1],
  sections: [
    {
      heading: 'false positive rate by race',
      reference: { value: at, label: `reference: ${reference.attributes.race}` },
      bounds: [at - max, at + max].map((value) => ({
        value,
        label: `bound: at most ${max * 100} pp from the reference`,
      })),
      rows: groups.map((group) => {
        const { estimate, lower, upper, n, status } = group.metrics[METRIC];
        return { label: group.attributes.race ?? 'unknown', estimate, lower, upper, n, status, role: roleOf(group) };
      }),
    },
  ],
});

mkdirSync(resolve(root, 'docs/images'), { recursive: true });
writeFileSync(resolve(root, 'docs/images/forest.svg'), printSvgFile(chart, 'auto'));
