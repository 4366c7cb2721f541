import { describe, expect, it } from 'vitest';
import { likelyProxy } from './likely-proxies.js';

describe('columns that by their names may stand for an attribute', () => {
  it.each([
    ['applicant_postcode', 'race, national origin'],
    ['ZipCode', 'race, national origin'],
    ['lastName', 'race, national origin'],
    ['first-name', 'sex, race'],
    ['job_title', 'sex, race'],
    ['title', 'sex, marital status'],
    ['languages', 'national origin'],
    ['prior_arrests', 'race, national origin'],
    ['college', 'sex, race, religion, class'],
    ['birth_year', 'age'],
    ['relationship', 'sex, marital status'],
  ])('%s may tell %s', (name, tells) => expect(likelyProxy(name)?.tells).toBe(tells));

  it.each([
    'weight',
    'n',
    'income',
    'subtitled',
    'zipped',
    'first',
    'name',
    'capital-gain',
    '',
    '郵便番号',
    '__proto__',
  ])('%s is not known', (name) => expect(likelyProxy(name)).toBeNull());
});
