import type { ReasonTexts } from './reason-texts.js';

export const HIRING_US_EN: ReasonTexts = {
  id: 'hiring-us-en',
  version: '2',
  date: '2026-11-28',
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
      any: 'Your work experience counted against you.',
      low: 'You have less work experience than most people we compared you with.',
      missing: 'We have no record of your work experience.',
    },
    skills: {
      topic: 'Skills for this job',
      any: 'Your skills counted against you for this job.',
      low: 'Your application shows fewer skills for this job than that of most people we compared you with.',
      missing: 'We have no record of your skills.',
    },
    education: {
      topic: 'Training and education',
      any: 'Your training counted against you for this job.',
      low: 'Your application shows less training than that of most people we compared you with.',
      missing: 'We have no record of your training.',
    },
    licence: {
      topic: 'Licence or certificate',
      any: 'The licence or certificate on file counted against you for this job.',
      missing: 'We have no record of a licence for this job.',
    },
    assessment: {
      topic: 'Result of the work test',
      any: 'Your answers in the work test counted against you.',
      low: 'You solved fewer tasks in the work test than most people we compared you with.',
      missing: 'We have no result of the work test for you.',
    },
    interview: {
      topic: 'Answers in the interview',
      any: 'Your answers in the interview counted against you.',
      low: 'Your answers in the interview covered fewer points than those of most people we compared you with.',
      missing: 'We have no record of an interview with you.',
    },
    availability: {
      topic: 'Hours and start date',
      any: 'The hours or the start date you gave counted against you for this job.',
      high: 'You can start later than most people we compared you with.',
      low: 'You can work fewer hours than most people we compared you with.',
      missing: 'We have no record of when you can work.',
    },
    pay: {
      topic: 'Pay that you asked for',
      any: 'The pay you asked for counted against you for this job.',
      high: 'The pay you asked for is higher than that of most people we compared you with.',
      missing: 'We have no record of the pay you want.',
    },
    location: {
      topic: 'Place of work',
      any: 'The place where you want to work counted against you for this job.',
      missing: 'We have no record of where you want to work.',
    },
    references: {
      topic: 'Your references',
      any: 'What your references told us counted against you.',
      missing: 'We have no record of what your references say.',
    },
  },
};
