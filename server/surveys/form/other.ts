/** What a choice is called in rules and results that stands for people's own words; no choice has it for an id. */
export const OTHER = 'other'
