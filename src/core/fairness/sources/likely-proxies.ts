import { nameWords } from '../../base/name-words.js';

/** What a column may say of people besides what it is about. */
interface LikelyProxy {
  /** Attributes that it may tell. */
  readonly tells: string;
  /** Who found or ruled so. */
  readonly source: string;
}

interface NamedProxy extends LikelyProxy {
  /** Words that say so wherever they stand in a name, one after another. */
  readonly phrases: readonly string[];
  /** Words that mean other things beside others: they say so where the rest of the name only says whose or in what form (`BESIDE`). */
  readonly alone?: readonly string[];
  /** Words that make another thing of it: the arrest of a heart is no matter of the police. */
  readonly except?: readonly string[];
}

const list = (words: string): string[] => words.split(',').map((word) => word.trim());

/** Words that change nothing in what a column is: whose it is, and how it is written. */
const BESIDE = new Set(
  list(
    `applicant, applicants, borrower, candidate, client, coapplicant, cust, customer, defendant, employee, member, owner, patient, person, personal, student, subject, user,
     co, current, home, main, permanent, preferred, present, previous, primary, residence, residential, spoken, of, the, to, at, in, is, has, my,
     binned, category, cat, cd, class, clean, code, codes, cm, enc, encoded, feature, flag, ft, group, id, inches, kind, label, level, name, norm, num, number, raw,
     text, type, val, value`,
  ),
);

const GEOGRAPHY: LikelyProxy = {
  tells: 'race, national origin',
  source: 'Elliott et al. 2009 (surname and geography); CFPB 2014',
};

/**
 * Names of columns that are known to stand for a protected attribute. None is forbidden by standing here: it is measured.
 * Phrases of several words are tried in the order of the list.
 */
const NAMED: readonly NamedProxy[] = [
  {
    phrases: list(
      `zip code, zipcode, post code, postcode, postal code, postalcode, plz, postleitzahl, eircode, zcta, neighbourhood, neighborhood, census tract, census block,
       block group, borough, home address, street address, postal address, latitude, longitude, geohash`,
    ),
    alone: list(
      `postal, postal prefix, tract, district, school district, police district, court district, ward, address, address line, property address, mailing address,
       billing address, shipping address, work address, employer address, emp address, fips, lat, lon, lng`,
    ),
    ...GEOGRAPHY,
  },
  { phrases: list('zip'), except: list('file, files, gzip, archive, archives'), ...GEOGRAPHY },
  { phrases: list('street'), except: list('view'), ...GEOGRAPHY },
  {
    phrases: list('surname, surnames, lastname, last name, family name, familyname'),
    except: list('product, brand'),
    ...GEOGRAPHY,
  },
  { phrases: list('maiden name, birth name'), tells: 'sex, marital status', source: 'by custom of names' },
  {
    phrases: list(
      'firstname, first name, forename, given name, givenname, middle name, full name, fullname, applicant name, candidate name, customer name, patient name',
    ),
    tells: 'sex, race',
    source: 'Bertrand and Mullainathan 2004',
  },
  {
    phrases: list('occupation, occupations, job title, jobtitle, emp title, profession'),
    tells: 'sex, race',
    source: 'US Bureau of Labor Statistics, CPS table 11',
  },
  {
    phrases: [],
    alone: list('job'),
    // The job of an id is one of a machine, or an advertised one.
    except: list('id'),
    tells: 'sex, race',
    source: 'US Bureau of Labor Statistics, CPS table 11',
  },
  {
    phrases: list('salutation, honorific, courtesy title, name prefix'),
    alone: list('title, mr, mrs'),
    tells: 'sex, marital status',
    source: '12 CFR 1002.5 (courtesy titles)',
  },
  {
    phrases: list(
      `home language, primary language, preferred language, spoken language, first language, second language, language skills, language proficiency, language preference,
       english proficiency, english fluency, english level, english skills, speaks english, accent strength, dialect, interpreter`,
    ),
    alone: list('language, languages, accent, english, english score'),
    except: list('programming, query, markup, file'),
    tells: 'national origin',
    source: '29 CFR 1606.7',
  },
  {
    phrases: list('body height, body weight, bmi, body mass'),
    alone: list('height'),
    tells: 'sex, national origin',
    source: 'Dothard v. Rawlinson, 433 U.S. 321 (1977)',
  },
  {
    phrases: list(
      `arrest, arrests, arrested, conviction, convictions, convicted, criminal, felony, felonies, misdemeanor, misdemeanors, priors, prior offenses, prior offences,
       incarceration, incarcerated, police record, police stops, police contacts`,
    ),
    except: list('cardiac, heart, respiratory, bayesian'),
    tells: 'race, national origin',
    source: 'EEOC Enforcement Guidance 915.002 (2012)',
  },
  {
    phrases: list(
      `extracurricular, extracurriculars, extra curricular, sorority, fraternity, alma mater, hobby, hobbies, cheerleading, sailing, lacrosse, classical music, peer mentoring,
       university ranking, college ranking, school ranking, school rank`,
    ),
    alone: list(
      `school, high school, law school, medical school, business school, private school, school attended, college, college attended, university, university attended, club, clubs,
       student club, student clubs`,
    ),
    tells: 'sex, race, religion, class',
    source:
      'Reuters 2018-10-10 (a recruiting engine that marked down colleges and clubs of women); Rivera and Tilcsik 2016',
  },
  {
    phrases: list(
      `career gap, career break, employment gap, employment gaps, resume gap, leave of absence, parental leave, maternity leave, paternity leave, family leave, months on leave`,
    ),
    alone: list('leave, leave months, months leave, leave days, leave count, on leave'),
    tells: 'pregnancy, family status',
    source: 'EEOC Enforcement Guidance 915.003 (2015)',
  },
  {
    phrases: list(
      'sick leave, sick days, medical leave, wheelchair, screen reader, assistive, reasonable accommodation',
    ),
    tells: 'disability',
    source: 'EEOC, Employer-Provided Leave and the Americans with Disabilities Act (2016)',
  },
  { phrases: list('family history, family medical history'), tells: 'genetic information', source: '29 CFR 1635.3(c)' },
  {
    phrases: list(
      `dob, date of birth, birthdate, birth date, birthday, birth year, birthyear, year of birth, year birth, yob, birth month, graduation year, graduation date,
       year of graduation, graduated`,
    ),
    alone: list('born, graduation, retired'),
    tells: 'age',
    source: 'by arithmetic',
  },
  {
    phrases: list('browsing, browser history, search history, web history'),
    tells: 'age, sex',
    source: 'Hu et al. 2007 (demographics from browsing)',
  },
  {
    phrases: list(
      'relationship status, relationship to applicant, relationship to householder, spouse, husband, wife, household size, household type, household members, household composition',
    ),
    alone: list('relationship, household'),
    tells: 'sex, marital status',
    source: 'values such as husband and wife',
  },
  {
    phrases: list('dependents, dependants, children, kids, childcare, child care, child support, alimony'),
    tells: 'family status, marital status',
    source: '12 CFR 1002.5(d)',
  },
  {
    phrases: list('source of income, income source, welfare, food stamps, medicaid'),
    tells: 'public assistance',
    source: '15 USC 1691(a)(2)',
  },
  { phrases: list('dietary, meal preference'), tells: 'religion', source: 'values such as halal and kosher' },
  {
    phrases: list('headshot, portrait, face image, profile photo, applicant photo'),
    alone: list('photo'),
    tells: 'sex, race, age',
    source: 'Buolamwini and Gebru 2018',
  },
];

/**
 * Whether a column's name is one that is known to stand for a protected attribute; null otherwise.
 *
 * @example likelyProxy('applicant_postcode')?.tells // 'race, national origin'
 */
export function likelyProxy(name: string): LikelyProxy | null {
  // Digits at the end of a word are its form: five of a zip code, the second of two names.
  const words = nameWords(name)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
  const found = NAMED.find(
    ({ phrases, alone = [], except = [] }) =>
      !words.some((word) => except.includes(word)) &&
      (phrases.some((phrase) => hasPhrase(words, phrase)) || isOnly(words, alone)),
  );
  return found === undefined ? null : { tells: found.tells, source: found.source };
}

const hasPhrase = (words: readonly string[], phrase: string): boolean => ` ${words.join(' ')} `.includes(` ${phrase} `);

/** Whether a name says one of these, and nothing beside their words that would change what it means: `lat_lon` says two. */
function isOnly(words: readonly string[], alone: readonly string[]): boolean {
  const own = new Set(alone.flatMap((phrase) => phrase.split(' ')));
  return alone.some((phrase) => hasPhrase(words, phrase)) && words.every((word) => own.has(word) || BESIDE.has(word));
}
