const orders: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|other|system|your)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines|constraints|messages?|guards?)/i,
  /\b(?:system|assistant|developer)\s+(?:prompt|instructions?|note)\b/i,
  /\b(?:ai|llm|gpt|claude|gemini|chatbot|language\s+models?|(?:documentation|docs?|coding)\s+(?:assistants?|agents?|bots?|models?|writers?|generators?))\b.{0,60}\b(?:must|should|shall|please|always|never|need\s+to|are\s+(?:required|now)|add|insert|include|write|link|append|output|print|reply|answer|replace)\b/i,
  /\b(?:note|attention|important|instructions?|message|task|order|todo)\b.{0,12}\b(?:to|for)\b.{0,20}\b(?:ai|llms?|gpt|models?|assistants?|agents?|bots?|git-doc|(?:documentation|docs)\s+(?:tools?|writers?|generators?|updaters?))\b/i,
  /\b(?:when|while|if)\s+(?:you\s+(?:are\s+)?|an?\s+\w+\s+)?(?:updat|writ|generat|document|summari|rewrit)\w*\b.{0,60}\b(?:add|insert|include|link|append|mention|put|replace|output|reply|answer)\b/i,
  /\byou\s+(?:are\s+now|must|have\s+to|will\s+now|shall)\b.{0,80}\b(?:add|insert|include|link|append|write|put|replace|output|reply|answer|section|document)/i,
  /\b(?:add|insert|include|append|put|write|paste|embed|place)\b.{0,80}\b(?:to|in|into|under|at|of)\b.{0,30}\b(?:readme|documentation|docs?|documents?|sections?|answers?|output|markdown|your\s+(?:reply|response))\b/i,
  /\b(?:the|every|all|this)\s+(?:readme|documentation|docs?|documents?|sections?|answers?)\b.{0,20}\b(?:must|should|shall|needs?\s+to|has\s+to|is\s+to)\b.{0,40}\b(?:link|contain|include|say|show|point|refer|begin|end|have|read|load)\b/i,
  /<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>|\[\/?INST\]|^\s*(?:###\s*)?(?:system|assistant|user|human)\s*:\s/im,
]

/** A name joins its words by something other than spaces. */
const spaced = (text: string): string => text.replace(/(?<=\p{L})[-_./]+(?=\p{L})/gu, ' ')

/** A text as it is read: one form for letters that look alike in several, and nothing that is not seen. */
const folded = (text: string): string =>
  text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')

/** Whether a text gives orders to the model that writes documentation from it. */
export const speaksToModels = (text: string): boolean =>
  folded(text)
    .split('\n')
    .some(line => {
      const start = line.slice(0, 2000)
      return orders.some(order => order.test(start) || order.test(spaced(start)))
    })
