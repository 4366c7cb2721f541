import { describe, expect, it } from 'vitest';
import { likelyProxy } from './likely-proxies.js';

describe('columns that by their names may stand for an attribute', () => {
  it.each([
    [
      'race, national origin',
      `applicant_postcode ZipCode zip zip5 zip3 zip_4 home_zip PropertyZip post_code postalCode Postal_Code plz neighborhood neighbourhood_name census-tract tract_id
       borough district school_district block_group home_address streetAddress address latitude lon FIPS zcta5 lastName surname family_name prior_arrests arrested
       felony_convictions priors_count criminal_record mailing_zip billing_zip employer_zip zip_prefix zip_of_residence cust_zip court_district address_line_1
       AddressLine1 mailing_address employer_address lat_lon zip_address ip_postcode postcode_file email_street_address`,
    ],
    [
      'sex, race',
      'first-name FirstName given_name forename full_name applicant_name emp_title job_title jobTitle occupation profession job',
    ],
    [
      'sex, marital status',
      'title customer_title Salutation Mrs relationship relationship_status spouse_income wife household household_size maiden_name',
    ],
    [
      'national origin',
      'language languages preferred_language home_language english english_score english_proficiency accent needs_interpreter dialect',
    ],
    ['sex, national origin', 'height height_cm applicant_height body_weight BMI'],
    [
      'sex, race, religion, class',
      'college college_name university university_ranking school_rank school high_school student_clubs club extracurriculars sorority hobbies sailing cheerleading classical_music peer_mentoring',
    ],
    [
      'pregnancy, family status',
      'parental_leave maternityLeave leave_of_absence leave leave_count leave_months career_gap employment_gaps',
    ],
    ['disability', 'sick_days medical_leave uses_wheelchair'],
    [
      'age',
      'date_of_birth DateOfBirth dob DOB birth_year year_of_birth birthdate Birthday graduation_year graduation born retired',
    ],
    ['age, sex', 'browsing_history BrowsingTime search_history'],
    ['family status, marital status', 'dependents number_of_children kids childcare_costs alimony'],
    ['public assistance', 'source_of_income income_source'],
    ['genetic information', 'family_history'],
    ['religion', 'dietary_needs'],
    ['sex, race, age', 'photo profile_photo headshot'],
  ])('%s may be told by every one of its names', (tells, names) => {
    const told = names.split(/\s+/).map((name) => [name, likelyProxy(name)?.tells]);
    expect(told).toEqual(names.split(/\s+/).map((name) => [name, tells]));
  });

  it.each([
    'loan_title book_title title_insurance subtitled job_id programming_language query_language language_model accent_color english_grade',
    'image_height window_height height_above_sea weight cardiac_arrest heart_arrest leave_date annual_leave leave_balance',
    'high_school_gpa college_debt university_rank_2020 school_days club_price relationship_manager relationship_length household_income',
    'zipped zip_file zip_archive street_view shipping_height email_address ip_address mac_address web_address programming_language_skills product_family_name wallet_address',
    'n income first last name capital-gain age_of_account account_age response_ms prior_balance graduation_rate photo_count',
    '郵便番号 __proto__ constructor _ 5',
  ])('%s are not known', (names) => {
    const told = names.split(' ').flatMap((name) => (likelyProxy(name) === null ? [] : [name]));
    expect(told).toEqual([]);
  });

  it('an empty name is not known', () => expect(likelyProxy('')).toBeNull());
});
