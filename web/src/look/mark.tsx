import picture from './mark.svg'

/** The sign of the house: a sphere, its horizon, and somebody upon it. */
export function Mark() {
  return (
    <span className="mark">
      <img src={picture} width={32} height={32} alt="" />
      <span>Kalosphere</span>
    </span>
  )
}
