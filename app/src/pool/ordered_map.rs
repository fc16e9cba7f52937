//! A small map in the order of its keys. A `BTreeMap` and a `HashMap` do the same, with ten times the code for each type.

/// A small map in the order of its keys. Values are boxed, because inserting and removing moves all entries behind.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderedMap<K, V>(Vec<(K, Box<V>)>);

impl<K: Ord + Copy, V> OrderedMap<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(key))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value at `key`.
    pub fn get(&self, key: &K) -> Option<&V> {
        let place = self.place(key).ok()?;
        Some(&self.0[place].1)
    }

    /// The value at `key`, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = self.place(key).ok()?;
        Some(&mut self.0[place].1)
    }

    /// Whether there is a value at `key`.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// Puts `value` at `key`; returns the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut *self.0[place].1, value)),
            Err(place) => {
                self.0.insert(place, (key, Box::new(value)));
                None
            }
        }
    }

    /// The value at `key`, put there if there was none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.0.insert(place, (key, Box::default()));
            place
        });
        &mut self.0[place].1
    }

    /// Takes the value at `key`.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.place(key).ok()?;
        Some(*self.0.remove(place).1)
    }

    /// Takes all entries.
    pub fn take_all(&mut self) -> impl Iterator<Item = (K, V)> + use<K, V> {
        std::mem::take(&mut self.0).into_iter().map(|(key, value)| (key, *value))
    }

    /// The entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, &**value))
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, value)| &**value)
    }

    /// The entries, whose values may be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, &mut **value))
    }

    /// The values, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| &mut **value)
    }
}

impl<K: Ord + Copy, V> Default for OrderedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_in_the_order_of_keys_and_each_key_is_there_once() {
        let mut map = OrderedMap::new();
        for key in [5, 1, 3, 1] {
            map.insert(key, 10 * key);
        }
        *map.get_or_default(2) += 7;
        *map.get_or_default(5) += 1;
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&1, &10), (&2, &7), (&3, &30), (&5, &51)]);
        assert_eq!((map.remove(&3), map.remove(&3), map.get(&3)), (Some(30), None, None));
        assert_eq!(map.insert(1, 4), Some(10));
        assert_eq!((map.len(), map.contains_key(&1), map.contains_key(&4)), (3, true, false));
    }
}
