//! Joining the lists that modules declare into one constant.

/// Joins lists of one type into a constant of all their items, in order.
macro_rules! concat_lists {
    ($type:ty; $($list:expr),* $(,)?) => {{
        const LISTS: &[&[$type]] = &[$($list),*];
        #[expect(clippy::indexing_slicing, reason = "it is evaluated by the compiler")]
        const LENGTH: usize = {
            let (mut total, mut list) = (0, 0);
            while list < LISTS.len() {
                total += LISTS[list].len();
                list += 1;
            }
            total
        };
        #[expect(clippy::indexing_slicing, reason = "it is evaluated by the compiler")]
        const JOINED: [$type; LENGTH] = {
            let mut joined = [LISTS[0][0]; LENGTH];
            let (mut at, mut list) = (0, 0);
            while list < LISTS.len() {
                let mut item = 0;
                while item < LISTS[list].len() {
                    joined[at] = LISTS[list][item];
                    at += 1;
                    item += 1;
                }
                list += 1;
            }
            joined
        };
        &JOINED
    }};
}
pub(crate) use concat_lists;
