import { nameWords } from '../../base/name-words.js';

/** What a column may say of people besides what it is about. */
interface LikelyProxy {
  /** Attributes that it may tell. */
  readonly tells: string;
  /** Who found or ruled so. */
  readonly source: string;
}

interface NamedProxy extends LikelyProxy {
  /** Words and pairs of words of a name. */
  readonly names: readonly string[];
}

/** Names of columns that are known to stand for a protected attribute. None is forbidden by standing here: it is measured. */
const NAMED: readonly NamedProxy[] = [
  {
    names: [
      'zip',
      'zipcode',
      'postcode',
      'postal',
      'plz',
      'neighbourhood',
      'neighborhood',
      'tract',
      'district',
      'borough',
    ],
    tells: 'race, national origin',
    source: 'Elliott et al. 2009 (surname and geography); CFPB 2014',
  },
  {
    names: ['surname', 'surnames', 'lastname', 'last name', 'family name'],
    tells: 'race, national origin',
    source: 'Elliott et al. 2009 (surname and geography); CFPB 2014',
  },
  {
    names: ['firstname', 'first name', 'forename', 'given name'],
    tells: 'sex, race',
    source: 'Bertrand and Mullainathan 2004',
  },
  { names: ['occupation', 'job title'], tells: 'sex, race', source: 'US Bureau of Labor Statistics, CPS table 11' },
  {
    names: ['title', 'salutation', 'mr', 'mrs'],
    tells: 'sex, marital status',
    source: '12 CFR 1002.5 (courtesy titles)',
  },
  { names: ['language', 'languages', 'accent', 'english'], tells: 'national origin', source: '29 CFR 1606.7' },
  {
    names: ['height', 'body weight', 'bmi'],
    tells: 'sex, national origin',
    source: 'Dothard v. Rawlinson, 433 U.S. 321 (1977)',
  },
  {
    names: ['arrest', 'arrests', 'conviction', 'convictions', 'criminal'],
    tells: 'race, national origin',
    source: 'EEOC Enforcement Guidance 915.002 (2012)',
  },
  {
    names: [
      'school',
      'college',
      'university',
      'club',
      'clubs',
      'extracurricular',
      'extracurriculars',
      'sorority',
      'fraternity',
    ],
    tells: 'sex, race, religion, class',
    source: 'Reuters 2018-10-10 (a recruiting engine that marked down colleges and clubs of women)',
  },
  {
    names: ['leave', 'career gap'],
    tells: 'pregnancy, family status',
    source: 'EEOC Enforcement Guidance 915.003 (2015)',
  },
  {
    names: ['dob', 'birthdate', 'birth date', 'birth year', 'birthyear', 'graduation', 'graduated'],
    tells: 'age',
    source: 'by arithmetic',
  },
  {
    names: ['relationship', 'spouse', 'household'],
    tells: 'sex, marital status',
    source: 'values such as husband and wife',
  },
];

/**
 * Whether a column's name is one that is known to stand for a protected attribute; null otherwise.
 *
 * @example likelyProxy('applicant_postcode')?.tells // 'race, national origin'
 */
export function likelyProxy(name: string): LikelyProxy | null {
  const words = nameWords(name);
  const found = NAMED.find(({ names }) =>
    words.some((word, i) => names.includes(word) || names.includes(`${word} ${words[i + 1] ?? ''}`)),
  );
  return found === undefined ? null : { tells: found.tells, source: found.source };
}
