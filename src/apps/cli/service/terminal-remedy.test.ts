import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { terminalRemedy } from './terminal-remedy.js';

/** What has no command: what the service holds is read by the console or the API. */
const WITHOUT = /\/v1\/(registry|audits|alerts\/silences)/;
const ROOMS = ['stops', 'incidents', 'alerts/acts', 'alerts/service'];

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));

it('names the command in place of the request, with the id of the thing', () => {
  expect(terminalRemedy('GET /v1/stops lists them.')).toBe('tribune stop list --ended lists them.');
  expect(terminalRemedy('One person ends it: POST /v1/stops/ID/drill-end.')).toBe(
    'One person ends it: tribune stop list --end-drill ID.',
  );
  expect(terminalRemedy('Close it with its evidence: POST /v1/incidents/0193-7a/close.')).toBe(
    'Close it with its evidence: tribune incident close 0193-7a.',
  );
  expect(terminalRemedy('GET /v1/incidents/ID lists its actions.')).toBe('tribune incident show ID lists its actions.');
  expect(terminalRemedy('Audit it anew (POST /v1/audits).')).toBe('Audit it anew (POST /v1/audits).');
});

it('knows a command for every request that refusals about stops, incidents and alerts name', () => {
  const texts = ROOMS.flatMap((room) => sources(join(import.meta.dirname, '../../../domain', room)));
  const remedies = texts.flatMap((text) => text.match(/(?:GET|POST|PUT|DELETE) \/v1\/[^'`"]*/g) ?? []);
  const named = remedies.map((text) => text.replace(/\$\{[^}]*\}/g, 'ID')).filter((text) => !WITHOUT.test(text));
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((text) => terminalRemedy(text).includes('/v1/'))).toEqual(['GET /v1/IDs lists them.']);
});
