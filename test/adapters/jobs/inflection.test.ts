import test from 'ava'
import {
  camelCase,
  constantCase,
  kebabCase,
  pascalCase,
  plural,
  singular,
  snakeCase,
  titleCase,
} from '../../../src/adapters/jobs/child/inflection.ts'

test('a name has every form, whatever form it is given in', t => {
  for (const name of [
    'userProfile',
    'user-profile',
    'User Profile',
    'USER_PROFILE',
    'user.profile',
  ])
    t.deepEqual(
      [camelCase, pascalCase, kebabCase, snakeCase, constantCase, titleCase].map(to => to(name)),
      [
        'userProfile',
        'UserProfile',
        'user-profile',
        'user_profile',
        'USER_PROFILE',
        'User Profile',
      ],
      name,
    )
  t.is(kebabCase('HTTPServer2Go'), 'http-server2-go')
  t.is(camelCase('größeÄndern'), 'größeÄndern')
  t.is(camelCase(''), '')
})

const words: readonly (readonly [one: string, several: string])[] = [
  ['user', 'users'],
  ['box', 'boxes'],
  ['class', 'classes'],
  ['city', 'cities'],
  ['day', 'days'],
  ['branch', 'branches'],
  ['status', 'statuses'],
  ['person', 'people'],
  ['Child', 'Children'],
  ['woman', 'women'],
  ['human', 'humans'],
  ['index', 'indices'],
  ['analysis', 'analyses'],
  ['userProfile', 'userProfiles'],
  ['blogCategory', 'blogCategories'],
  ['series', 'series'],
  ['metadata', 'metadata'],
]
test('one and several', t => {
  t.deepEqual(
    words.map(([one]) => [one, plural(one)]),
    words.map(each => [...each]),
  )
  t.deepEqual(
    words.map(([, several]) => [singular(several), several]),
    words.map(each => [...each]),
  )
  for (const [one] of words) t.is(singular(one), one)
  for (const several of ['people', 'children', 'indices']) t.is(plural(several), several)
})
