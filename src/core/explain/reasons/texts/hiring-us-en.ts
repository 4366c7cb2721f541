import type { ReasonTexts } from './reason-texts.js';

export const HIRING_US_EN: ReasonTexts = {
  id: 'hiring-us-en',
  version: '1',
  date: '2026-11-22',
  domain: 'hiring',
  jurisdiction: 'US',
  locale: 'en',
  basis:
    'No general US duty to give hiring reasons; wording serves Colorado SB 26-189 (from 2027-01-01) and California ADMT access rights',
  origin: 'Wording by this project.',
  unknown: 'We have no rule for what is on file here, and that counted against you.',
  texts: {
    experience: {
      topic: 'Work experience',
      any: 'Your work experience did not match what this job needs.',
      low: 'You have less work experience than this job needs.',
      missing: 'Your application did not show your work experience.',
    },
    skills: {
      topic: 'Skills for this job',
      any: 'Your skills did not match what this job needs.',
      low: 'Your application shows few of the skills that this job needs.',
      missing: 'Your application did not list your skills.',
    },
    education: {
      topic: 'Training and education',
      any: 'Your training did not match what this job needs.',
      low: 'This job needs more training than your application shows.',
      missing: 'Your application did not show your training.',
    },
    licence: {
      topic: 'Licence or certificate',
      any: 'This job needs a licence that your application did not show.',
      missing: 'We could not check a licence that this job needs.',
    },
    assessment: {
      topic: 'Result of the work test',
      any: 'Your answers in the work test counted against you.',
      low: 'You solved fewer tasks in the work test than most people we took.',
      missing: 'You did not finish the work test.',
    },
    interview: {
      topic: 'Answers in the interview',
      any: 'Your answers in the interview did not cover what we asked about.',
      low: 'Your answers covered few of the points that we asked about.',
      missing: 'There is no record of an interview with you.',
    },
    availability: {
      topic: 'Hours and start date',
      any: 'The hours or the start date you gave do not fit this job.',
      low: 'You can work fewer hours than this job needs.',
      high: 'You can start later than this job needs.',
      missing: 'You did not tell us when you can work.',
    },
    pay: {
      topic: 'Pay that you asked for',
      any: 'The pay you asked for does not fit this job.',
      high: 'The pay you asked for is higher than this job pays.',
      missing: 'You did not tell us what pay you want.',
    },
    location: {
      topic: 'Place of work',
      any: 'The place where you want to work does not fit this job.',
      missing: 'You did not tell us where you want to work.',
    },
    references: {
      topic: 'Your references',
      any: 'What your references told us counted against you.',
      missing: 'We could not reach the people you named as references.',
    },
  },
};
