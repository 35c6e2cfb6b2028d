import type { RequestStore } from '../../ports/requests.ts'
import { dropAbandonedAnswers, dropAnswer, openAnswer, readAnswer } from './answers.ts'
import { makeFolder } from './files.ts'
import { inboxFolder } from './inbox-folder.ts'
import {
  cancelledBy,
  cancelRequest,
  dropCancel,
  dropRequest,
  leaveRequest,
  readRequest,
} from './requests.ts'
import { waitingAs, waitingRequests } from './waiting-requests.ts'
import { watchFolder } from './watch-folder.ts'

/** Requests as files in the inbox of a state folder, and answers as files beside it. */
export const requestStore = (state: string): RequestStore => ({
  leave: request => leaveRequest(state, request),
  waiting: () => waitingRequests(state),
  read: waiting => readRequest(state, waiting),
  drop: waiting => dropRequest(state, waiting),
  cancel: id => cancelRequest(state, id),
  dropCancel: id => dropCancel(state, id),
  openAnswer: id => openAnswer(state, id),
  readAnswer: id => readAnswer(state, id),
  dropAnswer: id => dropAnswer(state, id),
  dropAbandoned: () => dropAbandonedAnswers(state, new Date()),
  async watch(changed) {
    await makeFolder(inboxFolder(state))
    return watchFolder(inboxFolder(state), name => {
      const id = name === undefined ? undefined : cancelledBy(name)
      const waiting = name === undefined ? undefined : waitingAs(name)
      if (id !== undefined) changed({ type: 'cancel', id })
      else if (waiting) changed({ type: 'request', waiting })
      else changed({ type: 'other', name })
    })
  },
})
